import type { ReactNode } from "react";
import type { Field } from "../fields";
import { KirSign } from "../parts/KirSign";
import { fieldsOf } from "../specs";
import { keyOf, type ListName, type RecordRow } from "../types";
import { figure, isEstimate, type Wording, weekdaysOf, wordsOf } from "../words";

export interface Column {
  name: string;
  cell: (record: RecordRow) => ReactNode;
}

type Say = (name: string) => (record: RecordRow) => string;

/** The columns of a list after the name: what one looks for there. */
export function columnsOf(list: ListName, wording: Wording): Column[] {
  const fields = new Map(fieldsOf(list).map((field) => [field.name, field]));
  const say: Say = (name) => (record) => {
    const field: Field = fields.get(name) ?? { name, kind: "text" };
    const value = record[name];
    return value === null || value === undefined ? "–" : wordsOf(value, field, wording);
  };
  return COLUMNS[list](say, wording);
}

/** What stands small below the name. */
export function subOf(list: ListName, record: RecordRow): string {
  if (list === "points" || list === "facilities" || list === "crews") return String(record.code ?? "");
  if (list === "demand-factors") return "";
  if (list === "dms" || list === "villages") return String(record.kecamatan ?? "");
  return list === "holidays" ? "" : keyOf(record);
}

const COLUMNS: Record<ListName, (say: Say, wording: Wording) => Column[]> = {
  points: (say, { r }) => [
    { name: r.field.village_code, cell: ({ village, kecamatan }) => `${village}, ${kecamatan}` },
    { name: r.field.amount_kg_day, cell: (point) => marked(say("amount_kg_day")(point), point, r) },
    { name: r.group.rhythm, cell: (point) => rhythmOf(point, r) },
    { name: r.field.stream, cell: say("stream") },
  ],
  facilities: (say, { r }) => [
    { name: r.field.kind, cell: say("kind") },
    { name: r.field.status, cell: say("status") },
    { name: r.group.opening, cell: (one) => span(say("opens")(one), say("closes")(one)) },
    { name: r.field.source, cell: say("source") },
  ],
  vehicles: (say, { r }) => [
    { name: r.field.class_code, cell: say("class_code") },
    { name: r.field.pool_id, cell: say("pool_id") },
    { name: r.field.planned, cell: say("planned") },
    { name: "KIR", cell: ({ kir_until }) => <KirSign until={kir_until} /> },
  ],
  crews: (say, { r, names }) => [
    { name: r.field.duty, cell: say("duty") },
    { name: r.field.phone, cell: ({ phone, name }) => phoneLink(phone, r.crew.call(String(name))) },
    {
      name: r.field.vehicle_id,
      cell: ({ vehicle_id }) => (vehicle_id ? names.vehicle(String(vehicle_id)) : r.crew.none),
    },
  ],
  "vehicle-classes": (say, { r }) => [
    { name: r.field.capacity_kg, cell: (one) => marked(say("capacity_kg")(one), one, r) },
    { name: r.field.capacity_m3, cell: say("capacity_m3") },
    { name: r.field.per_km_idr, cell: say("per_km_idr") },
    { name: r.field.source, cell: say("source") },
  ],
  parameters: (say, { r }) => [
    {
      name: r.field.value,
      cell: (one) => marked(`${figure(Number(one.value))} ${one.unit}`, one, r),
    },
    { name: r.field.source, cell: say("source") },
  ],
  dms: (say, { r }) => [
    { name: r.field.valid_from, cell: say("valid_from") },
    { name: r.field.confirmed, cell: say("confirmed") },
    { name: r.field.source, cell: say("source") },
  ],
  holidays: (say, { r }) => [
    { name: r.field.day, cell: say("day") },
    { name: r.field.kind, cell: say("kind") },
    { name: r.field.collects, cell: say("collects") },
  ],
  "demand-factors": (say, { r, names }) => [
    { name: r.field.factor, cell: (one) => factorOf(one) },
    { name: r.group.when, cell: (one) => whenOf(one, say, r) },
    {
      name: r.field.village_codes,
      cell: ({ village_codes }) => fewOf(village_codes, names.village) || r.allVillages,
    },
    { name: r.field.source, cell: say("source") },
  ],
  villages: (say, { r }) => [
    { name: r.field.population_estimate, cell: (one) => marked(say("population_estimate")(one), one, r) },
    { name: r.field.share_served, cell: say("share_served") },
    { name: r.field.source, cell: say("source") },
  ],
  breaks: (say, { r }) => [
    { name: r.field.weekdays, cell: ({ weekdays }) => weekdaysOf(weekdays, r) },
    { name: r.group.rest, cell: (one) => span(say("begins_from")(one), say("begins_to")(one)) },
    { name: r.field.duration_s, cell: say("duration_s") },
  ],
};

/** A figure that is an estimate wears "±", and says from where it comes. */
function marked(words: string, record: RecordRow, r: Wording["r"]): ReactNode {
  if (!isEstimate(record)) return words;
  const source = String(record.amount_source ?? record.source ?? "");
  return <span title={r.estimateHint(source)}>±{words}</span>;
}

function rhythmOf(point: RecordRow, r: Wording["r"]): string {
  const days =
    Array.isArray(point.weekdays) && point.weekdays.length > 0 ? weekdaysOf(point.weekdays, r) : null;
  const often = point.times_per_week ? `${point.times_per_week}×` : null;
  const hours = [point.window_from, point.window_to]
    .map((hour) => (hour ? String(hour).slice(0, 5).replace(":", ".") : ""))
    .join("–");
  return [days, often, hours === "–" ? null : hours].filter(Boolean).join(" · ") || "–";
}

/** "×1,3 (1,1–1,5)". */
function factorOf({ factor, low, high }: RecordRow): string {
  return `×${figure(Number(factor))} (${figure(Number(low))}–${figure(Number(high))})`;
}

/** Its days, and on which of them it holds. */
function whenOf(record: RecordRow, say: Say, r: Wording["r"]): string {
  const { weekdays, pasaran } = record;
  const days = span(say("from_day")(record), say("to_day")(record));
  const on = Array.isArray(weekdays) && weekdays.length > 0 ? weekdaysOf(weekdays, r) : null;
  const market = Array.isArray(pasaran) && pasaran.length > 0 ? pasaran.join(", ") : null;
  return [days === "–" ? null : days, on, market].filter(Boolean).join(" · ") || r.everyDay;
}

const FEW = 3;

function fewOf(codes: unknown, name: (code: string) => string): string {
  if (!Array.isArray(codes)) return "";
  const more = codes.length > FEW ? ` +${codes.length - FEW}` : "";
  return (
    codes
      .slice(0, FEW)
      .map((code) => name(String(code)))
      .join("; ") + more
  );
}

const span = (from: string, to: string) => (from === "–" && to === "–" ? "–" : `${from}–${to}`);

function phoneLink(phone: unknown, name: string): ReactNode {
  if (typeof phone !== "string" || phone === "") return "–";
  return (
    <a className="record-phone" href={`tel:${phone.replace(/[^\d+]/g, "")}`} aria-label={`${name}: ${phone}`}>
      {phone}
    </a>
  );
}
