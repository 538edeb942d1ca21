const METRES_PER_DEGREE = 111_320;

/** Metres between two places that lie close together; one in a thousand over a regency. */
export function metresBetween(a: readonly [number, number], b: readonly [number, number]): number {
  const middle = ((a[1] + b[1]) / 2) * (Math.PI / 180);
  return Math.hypot((b[0] - a[0]) * Math.cos(middle), b[1] - a[1]) * METRES_PER_DEGREE;
}
