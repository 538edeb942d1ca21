import { createContext, useContext } from "react";
import type { EditBody, WeekBoard } from "../types";
import type { BoardIndex } from "./model";
import type { Taken } from "./moves";
import type { Selection } from "./selection";
import type { Edits } from "./useEdits";

/** What every part of an open board needs. */
export interface BoardState {
  week: WeekBoard;
  index: BoardIndex;
  edits: Edits;
  /** The plan may be changed by who looks at it. */
  editable: boolean;
  selection: Selection | null;
  select: (selection: Selection | null) => void;
  /** Open the dialog that moves what was taken. */
  askMove: (taken: Taken) => void;
  /** Open the dialog about how often a point is emptied. */
  askFrequency: (point: string) => void;
  send: (edit: EditBody) => void;
}

export const BoardContext = createContext<BoardState | null>(null);

export function useBoard(): BoardState {
  const state = useContext(BoardContext);
  if (!state) throw new Error("useBoard is called outside a board");
  return state;
}
