import { useMemo, useState } from "react";
import type { WeekBoard } from "../types";
import type { BoardState } from "./boardState";
import { indexOf } from "./model";
import type { Taken } from "./moves";
import type { PaneTab } from "./Pane";
import { type Mode, modeOf, type Selection } from "./selection";
import { useEdits } from "./useEdits";
import { useUndoKeys } from "./useUndoKeys";

/** What a board shows: the plan by trucks or by villages, what is chosen, what is asked in a dialog. */
export function useBoardState(week: WeekBoard, mayEdit: boolean) {
  const index = useMemo(() => indexOf(week), [week]);
  const edits = useEdits(week, index);
  const [selection, setSelection] = useState<Selection | null>(null);
  const [mode, setMode] = useState<Mode>("trucks");
  const [asked, setAsked] = useState("");
  const [moving, setMoving] = useState<Taken | null>(null);
  const [often, setOften] = useState<string | null>(null);
  const pane = usePane(week.violations.length > 0 ? "violations" : "details");
  const change = (next: Mode) => {
    setMode(next);
    setAsked("");
  };
  const board: BoardState = {
    week,
    index,
    edits,
    editable: mayEdit && week.status === "draft",
    selection,
    select: (next) => {
      setSelection(next);
      const wanted = next && modeOf(next);
      if (wanted && wanted !== mode) change(wanted);
      if (next?.row) pane.show();
    },
    askMove: setMoving,
    askFrequency: setOften,
    send: edits.send,
  };
  useUndo(board);
  /** One step back; false where there is none. */
  const back = () => {
    if (!selection && !pane.open) return false;
    setSelection(null);
    pane.close();
    return true;
  };
  return { board, mode, change, asked, setAsked, moving, setMoving, often, setOften, pane, back };
}

function usePane(first: PaneTab) {
  const [pane, setPane] = useState<{ tab: PaneTab; open: boolean; turn: number }>({
    tab: first,
    open: false,
    turn: 0,
  });
  return {
    ...pane,
    show: () => setPane((before) => ({ ...before, open: true })),
    close: () => setPane((before) => ({ ...before, open: false })),
    /** Open a tab, whichever one is open now. */
    openTab: (tab: PaneTab) => setPane(({ turn }) => ({ tab, open: true, turn: turn + 1 })),
  };
}

function useUndo({ editable, week, edits }: BoardState): void {
  const may = editable && !edits.waiting;
  useUndoKeys(
    may && week.can_undo ? () => edits.send({ kind: "undo" }) : null,
    may && week.can_redo ? () => edits.send({ kind: "redo" }) : null,
  );
}
