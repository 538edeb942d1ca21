import "./board.css";
import "./pane.css";
import { Center, Loader } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useEffect, useMemo, useRef, useState } from "react";
import { LoadFailed } from "../../app/LoadFailed";
import { useLanguage } from "../../i18n/LanguageProvider";
import { dayWords, wibTime } from "../../time/wib";
import { useWeek } from "../queries";
import type { WeekBoard } from "../types";
import { useBoardTexts } from "../useBoardTexts";
import { BoardHead } from "./BoardHead";
import { BoardContext, type BoardState, useBoard } from "./boardState";
import { DayList } from "./DayList";
import { FrequencyDialog, MoveDialog } from "./Dialogs";
import { cellKey } from "./model";
import { moveOf, type Taken, type Target } from "./moves";
import { Pane } from "./Pane";
import { inOrder, orderOf, vehiclesFound, villagesFound } from "./rows";
import type { Mode } from "./selection";
import { Overtaken, Told } from "./Told";
import { awayWords } from "./TruckCell";
import { TrucksGrid } from "./TrucksGrid";
import { useBoardState } from "./useBoardState";
import { useDrag } from "./useDrag";
import { VillagesGrid } from "./VillagesGrid";

export interface Rail {
  open: boolean;
  toggle: () => void;
}

interface Frame {
  mayEdit: boolean;
  rail: Rail;
  /** What Escape does on the board; true where it has done something. */
  onEscape: React.RefObject<(() => boolean) | null>;
}

/** A week on its board. */
export function Board({ weekId, ...frame }: Frame & { weekId: number }) {
  const { t } = useLanguage();
  const week = useWeek(weekId);
  if (week.data) return <Loaded week={week.data} {...frame} />;
  if (week.isError) return <LoadFailed retry={() => void week.refetch()} />;
  return (
    <Center h="100%" role="status" aria-label={t.list.loading}>
      <Loader color="laut.8" />
    </Center>
  );
}

function Loaded({ week, mayEdit, rail, onEscape }: Frame & { week: WeekBoard }) {
  const state = useBoardState(week, mayEdit);
  const { board, mode, pane, back } = state;
  const narrow = useMediaQuery("(max-width: 760px)", window.innerWidth <= 760);
  useEffect(() => {
    onEscape.current = back;
    return () => {
      onEscape.current = null;
    };
  }, [onEscape, back]);
  const root = useRef<HTMLDivElement>(null);
  useDragging(root, board);
  return (
    <BoardContext.Provider value={board}>
      <div className="week-board" ref={root} data-mode={mode}>
        <BoardHead
          mode={mode}
          setMode={state.change}
          asked={state.asked}
          setAsked={state.setAsked}
          mayEdit={mayEdit}
          rail={rail}
          openViolations={() => pane.openTab("violations")}
        />
        <Notes mayEdit={mayEdit} />
        <div className="week-body">
          <Rows mode={mode} asked={state.asked} narrow={narrow} />
          {(!narrow || pane.open) && (
            <Pane key={pane.turn} first={pane.tab} close={narrow ? pane.close : undefined} />
          )}
        </div>
        <Told />
        <Overtaken />
        <Dialogs {...state} />
      </div>
    </BoardContext.Provider>
  );
}

/** The plan by trucks or by villages: as a grid, or on a phone as a list of one day. */
function Rows({ mode, asked, narrow }: { mode: Mode; asked: string; narrow: boolean }) {
  const { index } = useBoard();
  const [order] = useState(() => orderOf(index.vehicleRows));
  const trucks = mode === "trucks" ? inOrder(vehiclesFound(index.vehicleRows, asked), order) : null;
  const villages = mode === "villages" ? villagesFound(index.villageRows, asked) : null;
  if (narrow) return <DayList vehicles={trucks} villages={villages} />;
  if (trucks) return <TrucksGrid rows={trucks} />;
  return villages && <VillagesGrid rows={villages} />;
}

function Dialogs({ board, moving, setMoving, often, setOften }: ReturnType<typeof useBoardState>) {
  const point = often === null ? undefined : board.index.points.get(often);
  return (
    <>
      {moving && <MoveDialog taken={moving} name={nameOf(moving, board)} close={() => setMoving(null)} />}
      {point && <FrequencyDialog point={point} name={point.name} close={() => setOften(null)} />}
    </>
  );
}

/** Why it cannot be changed, and who has just changed it. */
function Notes({ mayEdit }: { mayEdit: boolean }) {
  const { w } = useBoardTexts();
  const { week, edits } = useBoard();
  const { other } = edits;
  const locked = week.status === "draft" ? (mayEdit ? null : w.readOnly.role) : w.readOnly[week.status];
  return (
    <>
      {locked && <p className="week-note">{locked}</p>}
      {other && (
        <p className="week-note" role="status" data-other="true">
          {w.other(other.by ?? w.conflict.nobody, other.at ? wibTime(other.at) : "–")}
        </p>
      )}
    </>
  );
}

function useDragging(root: React.RefObject<HTMLDivElement | null>, state: BoardState): void {
  const { w, language } = useBoardTexts();
  const { week, index, editable, send } = state;
  const working = useMemo(
    () => new Set(week.days.filter(({ collects }) => collects).map(({ day }) => day)),
    [week.days],
  );
  const words = (taken: Taken, target: Target | null): string => {
    const name = nameOf(taken, state);
    if (!target) return name;
    const plate = target.vehicle && (index.vehicles.get(target.vehicle)?.plate ?? target.vehicle);
    const place = [dayWords(target.day, language), plate].filter(Boolean).join(" · ");
    return w.move.drop(name, place);
  };
  useDrag(root, {
    enabled: editable,
    judge: (taken, target) => {
      const said = words(taken, target);
      if (!target) return { words: said, allowed: true };
      const move = moveOf(taken, target, index, working);
      if ("edit" in move) return { words: said, allowed: true };
      const cell = index.cells.get(cellKey(target.vehicle ?? "", target.day));
      const why = move.refused === "away" && cell ? awayWords(cell, w) : w.move.refused[move.refused];
      return { words: `${said}: ${why}`, allowed: false };
    },
    drop: (taken, target) => {
      const move = moveOf(taken, target, index, working);
      if ("edit" in move) send(move.edit);
    },
  });
}

function nameOf(taken: Taken, { index }: BoardState): string {
  if (taken.kind === "point") return index.points.get(taken.code)?.name ?? taken.code;
  return index.villageRows.find(({ code }) => code === taken.code)?.name ?? taken.code;
}
