import { memo } from "react";
import { number } from "../../i18n/format";
import type { BoardCell, BoardPoint } from "../types";
import { useBoardTexts } from "../useBoardTexts";
import { hours, tonnes } from "./format";
import { overReasons, villagesOf } from "./model";
import { takeProps } from "./useDrag";

interface Props {
  cell: BoardCell | undefined;
  points: ReadonlyMap<string, BoardPoint>;
  /** How many rules are broken here. */
  marks: number;
}

/** What a truck does on a day: tonnes, rit, points, hours against the shift, and where it goes first. */
export const TruckCell = memo(function TruckCell({ cell, points, marks }: Props) {
  const { w } = useBoardTexts();
  if (!cell || cell.state === "free") return <span className="wc-free">{w.free}</span>;
  if (cell.state === "away") return <span className="wc-away">{awayWords(cell, w)}</span>;
  const stops = cell.stops.filter(({ kind }) => kind === "collect").length;
  return (
    <>
      <span className="wc-line">
        <strong>
          {tonnes(cell.kg)} {w.units.t}
        </strong>
        <span className="wc-more">
          {number(cell.trips)} {w.units.rit} · {number(stops)} {w.short.stops}
        </span>
      </span>
      <HoursBar cell={cell} />
      {cell.over || marks > 0 ? (
        <span className="wc-why">⚠ {whyWords(cell, marks, w)}</span>
      ) : (
        <Villages cell={cell} points={points} />
      )}
    </>
  );
});

type W = ReturnType<typeof useBoardTexts>["w"];

export function awayWords(cell: BoardCell, w: W): string {
  return w.away[cell.away ?? "other"] ?? w.away.other ?? "";
}

/** How a cell is drawn. */
export function stateOf(cell: BoardCell | undefined, marks: number): string {
  if (cell?.state !== "works") return cell?.state ?? "free";
  if (cell.over) return "over";
  return marks > 0 ? "amiss" : "works";
}

/** Why a cell is more than full, or how many rules it breaks. */
export function whyWords(cell: BoardCell, marks: number, w: W): string {
  const [reason] = overReasons(cell);
  if (reason === "hours") return w.over.hours(hours(cell.hours - cell.shift_hours));
  if (reason === "load") return w.over.load(number(cell.fill_share * 100));
  return reason ? w.over.other : w.cell.violations(number(marks));
}

/** Hours as a bar; its end is the shift, what lies beyond is hatched. */
export function HoursBar({ cell }: { cell: BoardCell }) {
  const { w } = useBoardTexts();
  const share = cell.shift_hours > 0 ? cell.hours / cell.shift_hours : 0;
  const beyond = share > 1.0005;
  return (
    <span className="wc-line">
      <span className="wc-bar" data-beyond={beyond}>
        <span style={{ width: `${Math.min(100, share * 100)}%` }} />
      </span>
      <span className="wc-more">
        {hours(cell.hours)}/{number(cell.shift_hours)} {w.short.hour}
      </span>
    </span>
  );
}

function Villages({ cell, points }: { cell: BoardCell; points: ReadonlyMap<string, BoardPoint> }) {
  const { w } = useBoardTexts();
  const [first, ...others] = villagesOf(cell, points);
  if (!first) return null;
  const taken = { kind: "village", code: first.code, fromDay: cell.day, fromVehicle: cell.vehicle } as const;
  return (
    <span className="wc-line">
      <span className="wc-village" {...takeProps(taken)}>
        {first.name}
      </span>
      {others.length > 0 && <span className="wc-more">{w.cell.more(others.length)}</span>}
    </span>
  );
}

/** What a screen reader hears of a cell. */
export function truckCellWords(cell: BoardCell | undefined, marks: number, w: W): string {
  if (!cell || cell.state === "free") return w.cell.free;
  if (cell.state === "away") return w.cell.away(awayWords(cell, w));
  const stops = cell.stops.filter(({ kind }) => kind === "collect").length;
  const said = w.cell.works(
    tonnes(cell.kg),
    number(cell.trips),
    number(stops),
    hours(cell.hours),
    number(cell.shift_hours),
  );
  return cell.over || marks > 0 ? `${said}; ${whyWords(cell, marks, w)}` : said;
}
