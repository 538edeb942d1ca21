import { number } from "../../i18n/format";
import { dayWords } from "../../time/wib";
import { useBoardTexts } from "../useBoardTexts";
import { useBoard } from "./boardState";
import { hours, tonnes } from "./format";
import { Grid } from "./Grid";
import { GridFoot, GridHead } from "./GridHead";
import { type CellProps, GridRow } from "./GridRow";
import { cellKey, countOf, type VehicleRow } from "./model";
import { classOf } from "./names";
import type { GridPlace } from "./place";
import { isCell } from "./selection";
import { stateOf, TruckCell, truckCellWords } from "./TruckCell";

const ROW_PX = 62;

/** The plan as days and trucks. */
export function TrucksGrid({ rows }: { rows: readonly VehicleRow[] }) {
  const { w } = useBoardTexts();
  const { week, selection, select } = useBoard();
  const code = selection?.row?.kind === "truck" ? selection.row.code : null;
  const choose = ({ row, column }: GridPlace) => {
    const vehicle = rows[row]?.vehicle.id;
    if (vehicle === undefined) return;
    const day = week.days[column - 1]?.day ?? null;
    select({ row: { kind: "truck", code: vehicle }, day, point: null });
  };
  return (
    <Grid
      label={w.grid.trucks}
      days={week.days}
      rows={rows.length}
      rowHeight={ROW_PX}
      head={<GridHead first={w.grid.truck} />}
      foot={<GridFoot rows={rows.length} />}
      empty={w.noRows}
      shown={code === null ? null : rows.findIndex(({ vehicle }) => vehicle.id === code)}
      choose={choose}
      row={(number, tabColumn) => {
        const row = rows[number];
        return row && <TruckRow key={row.vehicle.id} row={row} at={number} tabColumn={tabColumn} />;
      }}
    />
  );
}

function TruckRow({ row, at, tabColumn }: { row: VehicleRow; at: number; tabColumn: number | null }) {
  const { w, language } = useBoardTexts();
  const { week, index, edits, selection } = useBoard();
  const { vehicle } = row;
  const className = classOf(vehicle, language);
  const cellOf = (day: string): CellProps => {
    const key = cellKey(vehicle.id, day);
    const cell = index.cells.get(key);
    const marks = countOf(index.marks.get(key));
    const pending = edits.pending.has(key);
    const words = truckCellWords(cell, marks, w);
    return {
      content: <TruckCell cell={cell} points={index.points} {...marks} />,
      name: `${vehicle.plate}, ${dayWords(day, language)}: ${pending ? w.cell.waiting : words}`,
      state: stateOf(cell, marks.hard),
      chosen: isCell(selection, vehicle.id, day),
      pending,
      fresh: edits.fresh.has(key),
      drop: { day, vehicle: vehicle.id },
    };
  };
  return (
    <GridRow
      row={at}
      height={ROW_PX}
      tabColumn={tabColumn}
      headName={[vehicle.plate, className, vehicle.driver?.name].filter(Boolean).join(", ")}
      headChosen={isCell(selection, vehicle.id, null)}
      head={
        <>
          <strong className="wc-plate">{vehicle.plate}</strong>
          <span className="wc-more">{vehicle.driver?.name ?? className}</span>
          {vehicle.driver && <span className="wc-more">{className}</span>}
        </>
      }
      days={week.days}
      cell={({ day }) => cellOf(day)}
      sum={
        <>
          <strong>
            {tonnes(row.kg)} {w.units.t}
          </strong>
          <span className="wc-more">
            {hours(row.hours)} {w.short.hour}
          </span>
          <span className="wc-more">
            {number(row.trips)} {w.units.rit}
          </span>
        </>
      }
    />
  );
}
