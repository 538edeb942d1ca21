import { memo } from "react";
import { number } from "../../i18n/format";
import type { WeekVehicle } from "../types";
import { useBoardTexts } from "../useBoardTexts";
import { weight } from "./format";
import type { VillageCell as Cell, Marks } from "./model";
import { PinSign, Signs } from "./Signs";

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
