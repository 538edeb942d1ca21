/** Classes of driving minutes and their tints: light to dark, so that their order is seen without colours. */

export const UPPER_MINUTES = [15, 30, 45, 60, 90] as const;

/** One tint more than bounds; the viridis scale from its light end, told apart with every colour vision. */
export const BAND_TINTS = ["#fde725", "#90d743", "#35b779", "#21918c", "#31688e", "#443983"] as const;
export const BAND_INKS = ["#0b1218", "#0b1218", "#0b1218", "#0b1218", "#ffffff", "#ffffff"] as const;
export const UNREACHABLE_TINT = "#8d8d8d";

/** The class that a number of minutes falls in; the upper bound belongs to the next. */
export function bandOf(minutes: number): number {
  const found = UPPER_MINUTES.findIndex((upper) => minutes < upper);
  return found < 0 ? UPPER_MINUTES.length : found;
}

/** How many of the given minutes fall in each class. */
export function countByBand(minutes: readonly number[]): number[] {
  const counts: number[] = BAND_TINTS.map(() => 0);
  for (const value of minutes) counts[bandOf(value)] = (counts[bandOf(value)] ?? 0) + 1;
  return counts;
}
