const ID = /^[a-z0-9-]{3,32}$/;

export type IdFault = "bad" | "taken";

/** What is wrong with a name for a new device; null: nothing, or nothing was typed yet. */
export function faultOf(id: string, taken: readonly { id: string }[]): IdFault | null {
  if (id === "") return null;
  if (!ID.test(id)) return "bad";
  return taken.some((device) => device.id === id) ? "taken" : null;
}

/** A name for a device that calls itself so: "B 123_X" becomes "b-123-x". */
export function suggestedId(called: string): string {
  const plain = called
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 32);
  return plain.length >= 3 ? plain : `alat-${plain || "baru"}`;
}
