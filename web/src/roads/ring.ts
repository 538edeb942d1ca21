/** The outline of an area as it is drawn: corners in degrees east and north, the last joined to the first. */

export type LonLat = readonly [number, number];

/** Fewer corners enclose nothing. */
export const LEAST_CORNERS = 3;

/** The corners as GeoJSON wants them: the first again at the end. */
export function closedRing(corners: readonly LonLat[]): [number, number][] {
  const [first] = corners;
  return first ? [...corners, first].map(([lon, lat]) => [lon, lat]) : [];
}

/** Whether two sides of the outline cross or lie on each other; such an area has no clear inside. */
export function crossesItself(corners: readonly LonLat[]): boolean {
  const sides = sidesOf(corners);
  return sides.some((side, i) => sides.some((other, k) => k > i && clash(side, other, k - i, sides.length)));
}

type Side = readonly [LonLat, LonLat];

function sidesOf(corners: readonly LonLat[]): Side[] {
  return corners.map((corner, i) => [corner, corners[(i + 1) % corners.length] ?? corner]);
}

/** Neighbours share a corner and clash only when one turns back upon the other. */
function clash(a: Side, b: Side, apart: number, count: number): boolean {
  if (apart === 1) return turnsBack(a[0], a[1], b[1]);
  if (apart === count - 1) return turnsBack(b[0], b[1], a[1]);
  return meet(a, b);
}

function turnsBack(from: LonLat, corner: LonLat, to: LonLat): boolean {
  const ahead = (from[0] - corner[0]) * (to[0] - corner[0]) + (from[1] - corner[1]) * (to[1] - corner[1]);
  return turn(from, corner, to) === 0 && ahead > 0;
}

function meet([a, b]: Side, [c, d]: Side): boolean {
  const [acb, adb] = [turn(a, c, b), turn(a, d, b)];
  const [cad, cbd] = [turn(c, a, d), turn(c, b, d)];
  if (acb !== adb && cad !== cbd) return true;
  return (
    (acb === 0 && within(c, a, b)) ||
    (adb === 0 && within(d, a, b)) ||
    (cad === 0 && within(a, c, d)) ||
    (cbd === 0 && within(b, c, d))
  );
}

/** 1 when the way from `a` over `b` to `c` turns left, -1 right, 0 when it goes straight. */
function turn(a: LonLat, b: LonLat, c: LonLat): number {
  return Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
}

/** Whether `p`, which lies on the line through both ends, lies between them. */
function within(p: LonLat, a: LonLat, b: LonLat): boolean {
  const between = (x: number, from: number, to: number) => Math.min(from, to) <= x && x <= Math.max(from, to);
  return between(p[0], a[0], b[0]) && between(p[1], a[1], b[1]);
}
