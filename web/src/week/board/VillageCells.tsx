import { memo } from "react";
import { number } from "../../i18n/format";
import type { WeekVehicle } from "../types";
import { useBoardTexts } from "../useBoardTexts";
import { weight } from "./format";
import type { VillageCell as Cell, Marks } from "./model";

interface Props {
  cell: Cell | undefined;
  vehicles: ReadonlyMap<string, WeekVehicle>;
  /** How many rules that must hold are broken here, and how many others. */
  hard: number;
  soft: number;
  pinned: boolean;
}

/** Who comes to a village on a day, and how much is taken along. */
export const VillageCell = memo(function VillageCell({ cell, vehicles, hard, soft, pinned }: Props) {
  const { w } = useBoardTexts();
  const signs = <Signs hard={hard} soft={soft} />;
  if (!cell) return signs;
  const [first, ...others] = cell.vehicles;
  return (
    <>
      <span className="wc-line">
        <strong className="wc-plate">{vehicles.get(first ?? "")?.plate ?? first}</strong>
        {others.length > 0 && <span className="wc-more">{w.cell.more(others.length)}</span>}
        {pinned && <PinSign />}
      </span>
      <span className="wc-line">
        <span className="wc-more">
          {weight(cell.kg)} · {number(cell.points.length)} {w.short.stops}
        </span>
        {signs}
      </span>
    </>
  );
});

function Signs({ hard, soft }: { hard: number; soft: number }) {
  if (hard > 0) return <span className="wc-why">⚠ {number(hard)}</span>;
  return soft > 0 ? <span className="wc-soft">•{number(soft)}</span> : null;
}

export function PinSign() {
  return (
    <svg className="pin-sign" width="11" height="11" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d="M5 1h6l-1 5 3 3v1H9v5l-1 1-1-1v-5H3V9l3-3Z" fill="currentColor" />
    </svg>
  );
}

/** What a screen reader hears of a cell. */
export function villageCellWords(
  cell: Cell | undefined,
  vehicles: ReadonlyMap<string, WeekVehicle>,
  { hard, soft }: Marks,
  w: ReturnType<typeof useBoardTexts>["w"],
): string {
  const who = (cell?.vehicles ?? []).map((id) => vehicles.get(id)?.plate ?? id).join(", ");
  const said = cell ? w.cell.village(number(cell.kg), number(cell.points.length), who) : w.cell.none;
  const amiss = [hard > 0 && w.cell.violations(number(hard)), soft > 0 && w.cell.soft(number(soft))];
  return [said, ...amiss].filter(Boolean).join("; ");
}
