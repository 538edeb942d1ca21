import type { Arrivals } from "../types";

/** What had arrived of a phone before it got its present code. */
export type Before = Pick<Arrivals, "fixes" | "refused">;

export type Arrival =
  | { kind: "waiting" }
  | { kind: "refused"; reasons: readonly string[] }
  | { kind: "arrived"; at: string; fixes: number };

/** What the phone that joins has come to, from what was there before and what is there now. */
export function arrivalOf(before: Before, now: Arrivals | undefined): Arrival {
  if (now && now.fixes > before.fixes && now.last_received_at !== null) {
    const at = before.fixes === 0 ? (now.first_fix_at ?? now.last_received_at) : now.last_received_at;
    return { kind: "arrived", at, fixes: now.fixes - before.fixes };
  }
  if (now && now.refused > before.refused) return { kind: "refused", reasons: now.last_reasons };
  return { kind: "waiting" };
}
