import { UnstyledButton } from "@mantine/core";
import { number } from "../../i18n/format";
import type { Language } from "../../i18n/texts";
import { dayWords, wibTime } from "../../time/wib";
import type { BoardCell, BoardPoint } from "../types";
import { useBoardTexts } from "../useBoardTexts";
import { useBoard } from "./boardState";
import { hours, tonnes } from "./format";
import { cellKey, type VillageRow, villagesOf } from "./model";
import { classOf, driverOn } from "./names";
import { isPinned } from "./pins";
import { PinSign } from "./Signs";
import { Stops } from "./Stops";
import { PointMenu, VillageMenu } from "./ThingMenu";
import { awayWords, HoursBar } from "./TruckCell";
import { takeProps } from "./useDrag";
import { ViolationList } from "./ViolationList";

/** What the chosen cell or row is about. */
export function Details() {
  const { w } = useBoardTexts();
  const { selection, index, editable } = useBoard();
  const row = selection?.row ?? null;
  if (!row) return <p className="wp-hint">{editable ? w.pane.pick : w.pane.pickRead}</p>;
  if (row.kind === "truck") return <TruckDetails code={row.code} day={selection?.day ?? null} />;
  const village = index.villageRows.find(({ code }) => code === row.code);
  return village ? <VillageDetails village={village} day={selection?.day ?? null} /> : null;
}

function TruckDetails({ code, day }: { code: string; day: string | null }) {
  const { w, language } = useBoardTexts();
  const { week, index } = useBoard();
  const vehicle = index.vehicles.get(code);
  if (!vehicle) return null;
  const driver = driverOn(vehicle, day);
  const days = day === null ? week.days.map((one) => one.day) : [day];
  return (
    <>
      <h4 className="wp-title">
        {vehicle.plate}
        {day !== null && ` · ${dayWords(day, language)}`}
      </h4>
      <p className="muted">
        {[classOf(vehicle, language), driver?.name ?? w.details.noDriver, driver?.phone]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {days.map((one) => (
        <TruckDay key={one} cell={index.cells.get(cellKey(code, one))} heading={day === null ? one : null} />
      ))}
    </>
  );
}

function TruckDay({ cell, heading }: { cell: BoardCell | undefined; heading: string | null }) {
  const { w, language } = useBoardTexts();
  const { index } = useBoard();
  const violations = cell ? (index.marks.get(cellKey(cell.vehicle, cell.day)) ?? []) : [];
  return (
    <section className="wp-day">
      {heading !== null && <h5>{dayWords(heading, language)}</h5>}
      {!cell || cell.state === "free" ? (
        <p className="muted">{w.cell.free}</p>
      ) : cell.state === "away" ? (
        <p className="wc-away">{w.cell.away(awayWords(cell, w))}</p>
      ) : (
        <TruckWork cell={cell} />
      )}
      {violations.length > 0 && <ViolationList violations={violations} />}
      {cell?.state === "works" && heading === null && (
        <>
          <VillageChips cell={cell} />
          <Stops cell={cell} />
        </>
      )}
    </section>
  );
}

function TruckWork({ cell }: { cell: BoardCell }) {
  const { w } = useBoardTexts();
  const figures = [
    `${tonnes(cell.kg)} ${w.units.t}`,
    `${number(cell.trips)} ${w.units.rit}`,
    `${number(cell.km, 1)} km`,
    w.details.load(`${number(cell.fill_share * 100)} %`),
  ];
  return (
    <>
      <HoursBar cell={cell} />
      <p>{figures.join(" · ")}</p>
      {cell.leaves_at && cell.returns_at && (
        <p className="muted">
          {w.details.leaves(wibTime(cell.leaves_at), wibTime(cell.returns_at))} ·{" "}
          {w.details.hours(hours(cell.hours), number(cell.shift_hours, 1))}
        </p>
      )}
    </>
  );
}

/** The villages of a cell, to be taken to another one. */
function VillageChips({ cell }: { cell: BoardCell }) {
  const { w } = useBoardTexts();
  const { index, editable } = useBoard();
  const villages = villagesOf(cell, index.points);
  if (villages.length === 0) return null;
  return (
    <ul className="wp-chips" aria-label={w.details.villages}>
      {villages.map(({ code, name, kg }) => {
        const taken = { kind: "village", code, fromDay: cell.day, fromVehicle: cell.vehicle } as const;
        return (
          <li key={code} className="wp-chip" {...(editable ? takeProps(taken) : {})}>
            {name} <span className="muted">{number(kg)} kg</span>
            <VillageMenu name={name} taken={taken} />
          </li>
        );
      })}
    </ul>
  );
}

function VillageDetails({ village, day }: { village: VillageRow; day: string | null }) {
  const { w, language } = useBoardTexts();
  const { index } = useBoard();
  const cell = day === null ? undefined : village.cells[day];
  const violations = index.marks.get(day === null ? village.code : cellKey(village.code, day)) ?? [];
  const taken = { kind: "village", code: village.code, fromDay: day ?? "", fromVehicle: null } as const;
  const who = cell?.vehicles.map((id) => index.vehicles.get(id)?.plate ?? id).join(", ");
  const here = new Set(cell?.points);
  const shown = [...village.points].sort((a, b) => Number(here.has(b.code)) - Number(here.has(a.code)));
  return (
    <>
      <h4 className="wp-title">
        {village.name}
        {day !== null && ` · ${dayWords(day, language)}`}
        {cell && <VillageMenu name={village.name} taken={taken} />}
      </h4>
      <p className="muted">
        {village.kecamatan}
        {cell && ` · ${number(cell.kg)} kg · ${who}`}
        {day !== null && !cell && ` · ${w.cell.none}`}
      </p>
      {violations.length > 0 && <ViolationList violations={violations} />}
      <ul className="wp-points" aria-label={w.details.points}>
        {shown.map((point) => (
          <PointRow key={point.code} point={point} day={here.has(point.code) ? day : null} />
        ))}
      </ul>
    </>
  );
}

function PointRow({ point, day }: { point: BoardPoint; day: string | null }) {
  const { w, language } = useBoardTexts();
  const { selection, select, editable } = useBoard();
  const vehicle = day === null ? null : (point.vehicles[day] ?? null);
  const taken = { kind: "point", code: point.code, fromDay: day ?? "", fromVehicle: vehicle } as const;
  const notes = notesOf(point, w, language);
  return (
    <li
      className="wp-point"
      data-point={point.code}
      data-here={day !== null}
      data-chosen={selection?.point === point.code}
      {...(day !== null && editable ? takeProps(taken) : {})}
    >
      <UnstyledButton
        className="wp-name"
        title={w.details.source(point.source)}
        onClick={() => selection && select({ ...selection, point: point.code })}
      >
        {point.name} {(day === null ? point.pinned.length > 0 : isPinned(point, day)) && <PinSign />}
        <span className="wp-sub">{notes.join(" · ")}</span>
      </UnstyledButton>
      <PointMenu point={point} day={day} />
    </li>
  );
}

function notesOf(point: BoardPoint, w: ReturnType<typeof useBoardTexts>["w"], language: Language): string[] {
  const days = point.days.map((one) => dayWords(one, language).split(" ")[0]).join(", ");
  const unserved = language === "en" ? point.unserved_en : point.unserved_id;
  const served = days ? w.details.days(days) : (unserved ?? w.details.never);
  return [
    point.excluded ? w.details.excluded : served,
    `${w.short.perWeek(String(point.times))}, ${w.details.gap(point.least_gap, point.most_gap)}`,
    w.details.range(number(point.low_kg), number(point.high_kg)),
    ...(point.moved ? [w.details.moved] : []),
  ];
}
