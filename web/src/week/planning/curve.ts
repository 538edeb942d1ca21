/** The best cost over time as a line that falls in steps. */

export interface Size {
  width: number;
  height: number;
}

export interface Curve {
  /** Of an SVG path in a box of the given size. */
  path: string;
  /** Where the line ends now. */
  end: { x: number; y: number };
  first: number;
  last: number;
}

type Found = readonly (readonly [number, number])[];

/** The line until `elapsed_s`, on an axis that ends with the limit; null before anything was found. */
export function curveOf(
  found: Found,
  elapsed_s: number,
  limit_s: number,
  { width, height }: Size,
): Curve | null {
  const steps = found.filter(([, cost]) => Number.isFinite(cost));
  const [begin] = steps;
  const end = steps.at(-1);
  if (!begin || !end) return null;
  const until = Math.max(limit_s, elapsed_s, end[0], 1);
  const highest = Math.max(...steps.map(([, cost]) => cost));
  const lowest = Math.min(...steps.map(([, cost]) => cost));
  const spread = highest - lowest || 1;
  const x = (seconds: number) => round((seconds / until) * width);
  const y = (cost: number) => round(((highest - cost) / spread) * height);
  const drawn = steps.map(([seconds, cost], index) =>
    index === 0 ? `M${x(seconds)} ${y(cost)}` : `H${x(seconds)}V${y(cost)}`,
  );
  const now = x(Math.max(elapsed_s, end[0]));
  return {
    path: `${drawn.join("")}H${now}`,
    end: { x: now, y: y(end[1]) },
    first: begin[1],
    last: end[1],
  };
}

const round = (value: number) => Math.round(value * 10) / 10;
