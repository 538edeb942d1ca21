/** An edit's answer laid over the board, so that only what changed is drawn anew. */
import type { BoardCell, EditAnswer, PointDelta, WeekBoard } from "../types";
import { cellKey } from "./model";

/** The board after an edit; cells and points that the answer does not name stay the same objects. */
export function merged(week: WeekBoard, answer: EditAnswer, by: string, at: string): WeekBoard {
  // An answer that came late must not undo what a newer one has brought.
  if (answer.version <= week.version) return week;
  return {
    ...week,
    version: answer.version,
    days: answer.days,
    cells: mergedCells(week.cells, answer.cells),
    points: mergedPoints(week.points, answer.points),
    violations: answer.violations,
    measures: answer.measures,
    feasible: answer.feasible,
    wishes: answer.wishes,
    edits: answer.edits,
    can_undo: answer.can_undo,
    can_redo: answer.can_redo,
    changed_by: by,
    changed_at: at,
  };
}

function mergedCells(before: readonly BoardCell[], changed: readonly BoardCell[]): BoardCell[] {
  const fresh = new Map(changed.map((cell) => [cellKey(cell.vehicle, cell.day), cell]));
  const kept = before.map((cell) => {
    const key = cellKey(cell.vehicle, cell.day);
    const now = fresh.get(key);
    fresh.delete(key);
    return now ?? cell;
  });
  return [...kept, ...fresh.values()];
}

function mergedPoints(before: WeekBoard["points"], changed: readonly PointDelta[]): WeekBoard["points"] {
  const fresh = new Map(changed.map((point) => [point.code, point]));
  return before.map((point) => {
    const now = fresh.get(point.code);
    return now ? { ...point, ...now } : point;
  });
}
