/** What of the board is chosen: a cell, a whole row, or a day; and the point that the map shows. */
export interface Selection {
  /** A truck's or a village's row; null where a whole day is chosen. */
  row: { kind: "truck" | "village"; code: string } | null;
  /** Null where a whole row is chosen. */
  day: string | null;
  /** The point that is looked at. */
  point: string | null;
}

export type Mode = "trucks" | "villages";

export const modeOf = (selection: Selection): Mode | null =>
  selection.row && (selection.row.kind === "truck" ? "trucks" : "villages");

export function isCell(selection: Selection | null, row: string, day: string | null): boolean {
  return selection?.row?.code === row && selection.day === day;
}
