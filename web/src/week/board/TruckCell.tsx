import { memo } from "react";
import { number } from "../../i18n/format";
import type { BoardCell, BoardPoint } from "../types";
import { useBoardTexts } from "../useBoardTexts";
import { hours, tonnes } from "./format";
import { type Marks, overReasons, villagesOf } from "./model";
import { Signs } from "./Signs";
import { takeProps } from "./useDrag";

interface Props {
  cell: BoardCell | undefined;
  points: ReadonlyMap<string, BoardPoint>;
  /** How many rules that must hold are broken here, and how many others. */
  hard: number;
  soft: number;
}

/** What a truck does on a day: tonnes, rit, points, hours against the shift, and where it goes first. */
export const TruckCell = memo(function TruckCell({ cell, points, hard, soft }: Props) {
  const { w } = useBoardTexts();
  if (!cell || cell.state === "free") return <span className="wc-free">–</span>;
  if (cell.state === "away") return <span className="wc-away">{awayWords(cell, w)}</span>;
  const stops = cell.stops.filter(({ kind }) => kind === "collect").length;
  return (
    <>
      <span className="wc-line">
        <strong>
          {tonnes(cell.kg)} {w.units.t}
        </strong>
        <span className="wc-more">
          {number(cell.trips)} {w.units.rit}
        </span>
      </span>
      <HoursBar cell={cell} />
      <span className="wc-line">
        <span className="wc-more">{hoursWords(cell, w)}</span>
        <span className="wc-more">
          {number(stops)} {w.short.stops}
        </span>
      </span>
      {cell.over ? (
        <span className="wc-why">⚠ {whyWords(cell, hard, w)}</span>
      ) : (
        <Villages cell={cell} points={points} hard={hard} soft={soft} />
      )}
    </>
  );
});

type W = ReturnType<typeof useBoardTexts>["w"];

export function awayWords(cell: BoardCell, w: W): string {
  return w.away[cell.away ?? "other"] ?? w.away.other ?? "";
}

/** How a cell is drawn. */
export function stateOf(cell: BoardCell | undefined, hard: number): string {
  if (cell?.state !== "works") return cell?.state ?? "free";
  if (cell.over) return "over";
  return hard > 0 ? "amiss" : "works";
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
  const share = cell.shift_hours > 0 ? cell.hours / cell.shift_hours : 0;
  return (
    <span className="wc-bar" data-beyond={share > 1.0005}>
      <span style={{ width: `${Math.min(100, share * 100)}%` }} />
    </span>
  );
}

/** "6,1/8 j": hours of work and of the shift. */
const hoursWords = (cell: BoardCell, w: W) =>
  `${hours(cell.hours)}/${number(cell.shift_hours, cell.shift_hours % 1 === 0 ? 0 : 1)} ${w.short.hour}`;

function Villages({ cell, points, hard, soft }: Props & { cell: BoardCell }) {
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
      <Signs hard={hard} soft={soft} />
    </span>
  );
}

/** What a screen reader hears of a cell. */
export function truckCellWords(cell: BoardCell | undefined, { hard, soft }: Marks, w: W): string {
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
  if (cell.over || hard > 0) return `${said}; ${whyWords(cell, hard, w)}`;
  return soft > 0 ? `${said}; ${w.cell.soft(number(soft))}` : said;
}
