/** A vehicle's roadworthiness test (uji KIR): expired means it must not drive. */

export type KirState = "unknown" | "expired" | "soon" | "valid";

const DAY_MS = 86_400_000;
export const SOON_DAYS = 30;

export interface Kir {
  state: KirState;
  /** Days from today until the last day that it is valid; negative once it has passed. */
  days: number | null;
}

/** How a test that is valid up to and including `until` stands on `today`; both are days "2026-11-26". */
export function kirOf(until: unknown, today: string): Kir {
  if (typeof until !== "string" || until === "") return { state: "unknown", days: null };
  const days = Math.round((Date.parse(until) - Date.parse(today)) / DAY_MS);
  if (Number.isNaN(days)) return { state: "unknown", days: null };
  if (days < 0) return { state: "expired", days };
  return { state: days <= SOON_DAYS ? "soon" : "valid", days };
}
