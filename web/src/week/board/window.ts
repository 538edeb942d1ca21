/** Which rows of a long list are drawn: those in sight, and a few around them. */

export interface Window {
  first: number;
  /** One after the last. */
  end: number;
}

const AROUND = 6;

export function windowOf(rows: number, rowHeight: number, scrollTop: number, height: number): Window {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - AROUND);
  const end = Math.min(rows, Math.ceil((scrollTop + height) / rowHeight) + AROUND);
  return { first: Math.min(first, end), end };
}

/** How far to scroll so that row `row` is in sight; null when it is already. */
export function scrollFor(row: number, rowHeight: number, scrollTop: number, height: number): number | null {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  return top + rowHeight > scrollTop + height ? top + rowHeight - height : null;
}
