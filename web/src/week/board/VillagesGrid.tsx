import { number } from "../../i18n/format";
import { dayWords } from "../../time/wib";
import type { BoardPoint } from "../types";
import { useBoardTexts } from "../useBoardTexts";
import { useBoard } from "./boardState";
import { tonnes } from "./format";
import { Grid } from "./Grid";
import { GridFoot, GridHead } from "./GridHead";
import { type CellProps, GridRow } from "./GridRow";
import { type VillageCell as Cell, cellKey, countOf, type VillageRow } from "./model";
import { isPinned } from "./pins";
import type { GridPlace } from "./place";
import { isCell } from "./selection";
import { takeProps } from "./useDrag";
import { VillageCell, villageCellWords } from "./VillageCells";

const ROW_PX = 48;

/** The plan as days and villages. */
export function VillagesGrid({ rows }: { rows: readonly VillageRow[] }) {
  const { w } = useBoardTexts();
  const { week, selection, select } = useBoard();
  const code = selection?.row?.kind === "village" ? selection.row.code : null;
  const choose = ({ row, column }: GridPlace) => {
    const village = rows[row]?.code;
    if (village === undefined) return;
    const day = week.days[column - 1]?.day ?? null;
    select({ row: { kind: "village", code: village }, day, point: null });
  };
  return (
    <Grid
      label={w.grid.villages}
      days={week.days}
      rows={rows.length}
      rowHeight={ROW_PX}
      head={<GridHead first={w.grid.village} />}
      foot={<GridFoot rows={rows.length} />}
      empty={w.noRows}
      shown={code === null ? null : rows.findIndex((row) => row.code === code)}
      choose={choose}
      row={(number, tabColumn) => {
        const row = rows[number];
        return row && <Row key={row.code} row={row} at={number} tabColumn={tabColumn} />;
      }}
    />
  );
}

function Row({ row, at, tabColumn }: { row: VillageRow; at: number; tabColumn: number | null }) {
  const { w, language } = useBoardTexts();
  const { week, index, edits, selection, editable } = useBoard();
  const cellOf = (day: string): CellProps => {
    const key = cellKey(row.code, day);
    const cell = row.cells[day];
    const marks = countOf(index.marks.get(key));
    const pinned = (cell?.points ?? []).some((code) => isPinned(index.points.get(code), day));
    const pending = edits.pending.has(key);
    const words = villageCellWords(cell, index.vehicles, marks, w);
    const taken = { kind: "village", code: row.code, fromDay: day, fromVehicle: null } as const;
    return {
      content: <VillageCell cell={cell} vehicles={index.vehicles} {...marks} pinned={pinned} />,
      name: `${row.name}, ${dayWords(day, language)}: ${pending ? w.cell.waiting : words}`,
      state: stateOf(cell, marks.hard),
      chosen: isCell(selection, row.code, day),
      pending,
      fresh: (cell?.vehicles ?? []).some((who) => edits.fresh.has(cellKey(who, day))),
      drop: { day },
      ...(cell && editable ? { take: takeProps(taken) } : {}),
    };
  };
  return (
    <GridRow
      row={at}
      height={ROW_PX}
      tabColumn={tabColumn}
      headName={`${row.name}, ${row.kecamatan}, ${w.village.points(number(row.points.length))}`}
      headChosen={isCell(selection, row.code, null)}
      head={<VillageHead row={row} hard={countOf(index.marks.get(row.code)).hard} />}
      days={week.days}
      cell={({ day }) => cellOf(day)}
      sum={
        <>
          <strong>
            {tonnes(row.kg)} {w.units.t}
          </strong>
          <span className="wc-more">{w.village.days(number(Object.keys(row.cells).length))}</span>
        </>
      }
    />
  );
}

function stateOf(cell: Cell | undefined, hard: number): string {
  if (!cell) return "none";
  return hard > 0 ? "amiss" : "works";
}

function VillageHead({ row, hard }: { row: VillageRow; hard: number }) {
  const { w } = useBoardTexts();
  const amiss = [
    row.unserved > 0 && w.village.unserved(number(row.unserved)),
    row.excluded > 0 && w.village.excluded(number(row.excluded)),
    hard > 0 && w.cell.violations(number(hard)),
  ].filter(Boolean);
  return (
    <>
      <strong className="wc-plate">{row.name}</strong>
      {amiss.length > 0 ? (
        <span className="wc-why">⚠ {amiss[0]}</span>
      ) : (
        <span className="wc-more">
          {row.kecamatan} · {number(row.points.length)} {w.short.stops} · {timesWords(row.points, w)}
        </span>
      )}
    </>
  );
}

/** "2×", or "2–3×" where the points of a village differ. */
function timesWords(points: readonly BoardPoint[], w: ReturnType<typeof useBoardTexts>["w"]): string {
  const times = points.map((point) => point.times);
  const [least, most] = [Math.min(...times), Math.max(...times)];
  return w.short.perWeek(least === most ? String(least) : `${least}–${most}`);
}
