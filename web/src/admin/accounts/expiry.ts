/** How long a token can be made to last, in days. */
export const LASTING = ["7", "30", "90", "365"] as const;
export type Lasting = (typeof LASTING)[number];

const DAY_MS = 86_400_000;

/** The moment at which it expires, counted from `now` (ms of the real clock). */
export function expiryOf(lasting: Lasting, now: number): string {
  return new Date(now + Number(lasting) * DAY_MS).toISOString();
}
