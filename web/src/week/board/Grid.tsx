import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import type { BoardDay } from "../types";
import { Box } from "./Box";
import { type GridPlace, stepOf } from "./place";
import { useWindow } from "./useWindow";
import { scrollFor } from "./window";

/** Heights in pixels, as the style sheet has them too. */
const HEAD_PX = 44;
const FOOT_PX = 46;

interface Props {
  label: string;
  days: readonly BoardDay[];
  rows: number;
  rowHeight: number;
  head: ReactNode;
  foot: ReactNode;
  /** One row; `tabColumn` is the column that Tab leads to, if it is in this row. */
  row: (row: number, tabColumn: number | null) => ReactNode;
  empty: string;
  /** The row that shall be in sight, because it was chosen elsewhere. */
  shown: number | null;
  choose: (place: GridPlace) => void;
}

/**
 * Rows by days with a head, a foot of sums and a column of sums; only rows in sight are drawn.
 *
 * One cell at a time can be reached by Tab, the arrows lead on from it.
 */
export function Grid({ label, days, rows, rowHeight, head, foot, row, empty, shown, choose }: Props) {
  const grid = useRef<HTMLDivElement>(null);
  const { window, sight, scrollTo } = useWindow(grid, rows, rowHeight, HEAD_PX + FOOT_PX);
  const [at, setAt] = useState<GridPlace>({ row: 0, column: 1 });
  const wanted = useRef(false);
  const columns = days.length + 2;
  useLayoutEffect(() => {
    if (!wanted.current) return;
    wanted.current = false;
    cellAt(grid.current, at)?.focus({ preventScroll: true });
    cellAt(grid.current, at)?.scrollIntoView({ inline: "nearest", block: "nearest" });
  }, [at]);
  useEffect(() => {
    if (shown === null || shown < 0) return;
    const { top, height } = sight();
    const to = scrollFor(shown, rowHeight, top, height);
    if (to !== null) scrollTo(to);
  }, [shown, rowHeight, sight, scrollTo]);
  const onKeyDown = (event: KeyboardEvent) => {
    const place = placeAt(event.target);
    if (!place) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      choose(place);
      return;
    }
    const { top, height } = sight();
    const size = { rows, columns, page: Math.max(1, Math.floor(height / rowHeight) - 1) };
    const next = stepOf(event.key, event.ctrlKey, place, size);
    if (!next) return;
    event.preventDefault();
    const to = scrollFor(next.row, rowHeight, top, height);
    if (to !== null) scrollTo(to);
    wanted.current = true;
    setAt(next);
  };
  const onClick = (event: MouseEvent) => {
    const place = placeAt(event.target);
    if (!place) return;
    setAt(place);
    choose(place);
  };
  // Where the chosen row is out of sight, Tab leads to the first that is drawn.
  const tabRow = Math.max(window.first, Math.min(window.end - 1, at.row));
  return (
    <Box
      box={grid}
      className="week-grid"
      role="grid"
      aria-label={label}
      aria-rowcount={rows + 2}
      aria-colcount={columns}
      style={{ "--days": days.length } as React.CSSProperties}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      {head}
      {rows === 0 && <p className="empty">{empty}</p>}
      <Box
        className="week-rows"
        role="rowgroup"
        style={{ height: rows * rowHeight, paddingTop: window.first * rowHeight }}
      >
        {Array.from({ length: window.end - window.first }, (_, offset) => {
          const number = window.first + offset;
          return row(number, number === tabRow ? at.column : null);
        })}
      </Box>
      {foot}
    </Box>
  );
}

function cellAt(grid: HTMLElement | null, { row, column }: GridPlace): HTMLElement | null {
  return grid?.querySelector<HTMLElement>(`[data-place="${row}:${column}"]`) ?? null;
}

function placeAt(target: EventTarget): GridPlace | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>("[data-place]") : null;
  const [row, column] = (cell?.dataset.place ?? "").split(":").map(Number);
  return row === undefined || column === undefined ? null : { row, column };
}
