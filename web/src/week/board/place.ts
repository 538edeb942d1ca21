/** Where the keyboard stands in a grid: row and column, moved by its keys. */

export interface GridPlace {
  row: number;
  column: number;
}

export interface GridSize {
  rows: number;
  columns: number;
  /** Rows that are in sight at once. */
  page: number;
}

const STEPS: Readonly<Record<string, (at: GridPlace, size: GridSize) => GridPlace>> = {
  ArrowUp: ({ row, column }) => ({ row: row - 1, column }),
  ArrowDown: ({ row, column }) => ({ row: row + 1, column }),
  ArrowLeft: ({ row, column }) => ({ row, column: column - 1 }),
  ArrowRight: ({ row, column }) => ({ row, column: column + 1 }),
  PageUp: ({ row, column }, { page }) => ({ row: row - page, column }),
  PageDown: ({ row, column }, { page }) => ({ row: row + page, column }),
  Home: ({ row }) => ({ row, column: 0 }),
  End: ({ row }, { columns }) => ({ row, column: columns - 1 }),
};

/** Where a key leads to; null when it leads nowhere. With Ctrl, Home and End go to the corners. */
export function stepOf(key: string, ctrl: boolean, at: GridPlace, size: GridSize): GridPlace | null {
  const step = STEPS[key];
  if (!step) return null;
  const next = step(at, size);
  if (ctrl && key === "Home") next.row = 0;
  if (ctrl && key === "End") next.row = size.rows - 1;
  return { row: within(next.row, size.rows), column: within(next.column, size.columns) };
}

const within = (value: number, count: number) => Math.max(0, Math.min(count - 1, value));
