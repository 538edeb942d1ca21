/** What of the weeks is open, as the address says it. */
export type WeekPlace =
  | { kind: "list" }
  | { kind: "board"; id: number }
  /** Any other page of the weeks: its name and what it is about ("demand", "jobs/5", "12/vs/14"). */
  | { kind: "page"; name: string; parts: string[] };

export function placeOf(path: string | null): WeekPlace {
  const [first = "list", ...rest] = (path ?? "list").split("/");
  if (first === "list") return { kind: "list" };
  const id = Number(first);
  if (!Number.isSafeInteger(id) || id <= 0) return { kind: "page", name: first, parts: rest };
  const [name, ...more] = rest;
  return name === undefined ? { kind: "board", id } : { kind: "page", name, parts: [first, ...more] };
}
