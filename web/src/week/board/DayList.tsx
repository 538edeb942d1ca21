import { UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { number } from "../../i18n/format";
import type { BoardDay } from "../types";
import { useBoardTexts } from "../useBoardTexts";
import { useBoard } from "./boardState";
import { dayColour, dayHead, offMeanWords, tonnes } from "./format";
import { cellKey, countOf, offMean, type VehicleRow, type VillageRow } from "./model";
import { classOf, driverOn } from "./names";
import { stateOf, TruckCell } from "./TruckCell";
import { VillageCell } from "./VillageCells";

interface Props {
  vehicles: readonly VehicleRow[] | null;
  villages: readonly VillageRow[] | null;
}

/** The board on a phone: one day at a time, its trucks or its villages one below the other. */
export function DayList({ vehicles, villages }: Props) {
  const { w, language } = useBoardTexts();
  const { week, index, selection } = useBoard();
  const [asked, setAsked] = useState<string | null>(null);
  const first = week.days.find(({ collects }) => collects) ?? week.days[0];
  const day = week.days.find((one) => one.day === (asked ?? selection?.day)) ?? first;
  if (!day) return null;
  const off = offMean(day, index.meanKg);
  return (
    <div className="week-daylist">
      <fieldset className="week-daychips" aria-label={w.by.label}>
        {week.days.map((one, column) => {
          const [weekday, date] = dayHead(one.day, language);
          return (
            <UnstyledButton
              key={one.day}
              className="week-daychip"
              aria-pressed={one.day === day.day}
              data-rest={!one.collects}
              onClick={() => setAsked(one.day)}
              style={{ "--day": dayColour(column) } as React.CSSProperties}
            >
              <span className="day-dot" aria-hidden="true" />
              {weekday} <span className="wc-more">{date.split(" ")[0]}</span>
            </UnstyledButton>
          );
        })}
      </fieldset>
      <p className="week-daynote">
        {day.holiday && <strong>{day.holiday} · </strong>}
        {day.collects
          ? `${tonnes(day.kg)} ${w.units.t} · ${number(day.vehicles)} ${w.units.trucks} · ${number(day.points)} ${w.units.stops}`
          : w.noTrucks}
        {off !== null && (
          <span className="muted">
            {" "}
            · {offMeanWords(off)} {w.day.off}
          </span>
        )}
      </p>
      <ul className="week-cards">
        {firstThose(
          vehicles,
          ({ vehicle }) => index.cells.get(cellKey(vehicle.id, day.day))?.state === "works",
        ).map((row) => (
          <TruckCard key={row.vehicle.id} row={row} day={day} />
        ))}
        {firstThose(villages, ({ cells }) => day.day in cells).map((row) => (
          <VillageCard key={row.code} row={row} day={day} />
        ))}
      </ul>
    </div>
  );
}

/** Those that have something on the day stand before the others: a phone shows five at once. */
function firstThose<Row>(rows: readonly Row[] | null, busy: (row: Row) => boolean): Row[] {
  return [...(rows ?? [])].sort((a, b) => Number(busy(b)) - Number(busy(a)));
}

function TruckCard({ row: { vehicle }, day }: { row: VehicleRow; day: BoardDay }) {
  const { language } = useBoardTexts();
  const { index, select, edits } = useBoard();
  const key = cellKey(vehicle.id, day.day);
  const cell = index.cells.get(key);
  const marks = countOf(index.marks.get(key));
  return (
    <li>
      <UnstyledButton
        className="week-card"
        aria-busy={edits.pending.has(key)}
        data-state={stateOf(cell, marks.hard)}
        onClick={() => select({ row: { kind: "truck", code: vehicle.id }, day: day.day, point: null })}
      >
        <span className="week-card-head">
          <strong>{vehicle.plate}</strong>
          <span className="wc-more">{driverOn(vehicle, day.day)?.name ?? classOf(vehicle, language)}</span>
        </span>
        <span className="week-card-cell">
          <TruckCell cell={cell} points={index.points} {...marks} />
        </span>
      </UnstyledButton>
    </li>
  );
}

function VillageCard({ row, day }: { row: VillageRow; day: BoardDay }) {
  const { w } = useBoardTexts();
  const { index, select, edits } = useBoard();
  const key = cellKey(row.code, day.day);
  const cell = row.cells[day.day];
  const marks = countOf(index.marks.get(key));
  return (
    <li>
      <UnstyledButton
        className="week-card"
        aria-busy={edits.pending.has(key)}
        data-state={marks.hard > 0 ? "amiss" : cell ? "works" : "free"}
        onClick={() => select({ row: { kind: "village", code: row.code }, day: day.day, point: null })}
      >
        <span className="week-card-head">
          <strong>{row.name}</strong>
          <span className="wc-more">{row.kecamatan}</span>
        </span>
        <span className="week-card-cell">
          {cell ? (
            <VillageCell cell={cell} vehicles={index.vehicles} {...marks} pinned={false} />
          ) : (
            <span className="wc-free">{w.cell.none}</span>
          )}
        </span>
      </UnstyledButton>
    </li>
  );
}
