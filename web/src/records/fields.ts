/** What a form holds while a record is edited, and how that becomes the change that is sent. */
import { numberText, parseDegrees, parseNumber } from "./numbers";
import type { RecordRow } from "./types";

export type FieldKind =
  | "text"
  | "long"
  | "phone"
  | "number"
  | "choice"
  | "time"
  | "date"
  | "yes"
  | "weekdays"
  | "classes"
  | "streams"
  | "village"
  | "class"
  | "pool"
  | "tps"
  | "villages"
  | "districts"
  | "pasaran"
  | "place";

/** The words of a choice; each set has its texts. */
export type ChoiceName =
  | "pointKind"
  | "stream"
  | "confidence"
  | "facilityKind"
  | "facilityStatus"
  | "duty"
  | "holidayKind"
  | "work";

export type UnitName =
  | "kgDay"
  | "m3"
  | "minutes"
  | "perWeek"
  | "metres"
  | "tDay"
  | "tYear"
  | "kg"
  | "rupiah"
  | "perKm"
  | "perHour"
  | "trips"
  | "litres"
  | "days"
  | "percent"
  | "people";

export interface Field {
  name: string;
  kind: FieldKind;
  required?: boolean;
  choice?: ChoiceName;
  unit?: UnitName;
  /** The member of the record that names its unit, where every record has its own. */
  unitFrom?: string;
  min?: number;
  max?: number;
  whole?: boolean;
  /** How many of the record's units make one of the form's: 60 where seconds are typed as minutes. */
  scale?: number;
  /** Chosen when the record is made, never afterwards. */
  fixed?: boolean;
  /** A mark that can be taken away, never set: shown while the record bears it. */
  mark?: boolean;
  /** Makes sense only while another field holds this. */
  only?: { field: string; is: string };
}

/** Degrees as typed. */
export interface TypedPlace {
  lat: string;
  lon: string;
}

export type FormValue = string | boolean | readonly (string | number)[] | TypedPlace;
export type Form = Readonly<Record<string, FormValue>>;

export type Fault = "required" | "number" | "whole" | "least" | "most" | "place";

const LISTED: ReadonlySet<FieldKind> = new Set([
  "weekdays",
  "classes",
  "streams",
  "villages",
  "districts",
  "pasaran",
]);
const DEGREES = { lat: 90, lon: 180 };

/** What the record holds under a field; a place is a pair of degrees east and north. */
export function heldBy(record: RecordRow | null, field: Field): unknown {
  if (!record) return null;
  if (field.kind !== "place") return record[field.name] ?? null;
  return typeof record.lon === "number" && typeof record.lat === "number" ? [record.lon, record.lat] : null;
}

/** A value of a record as its field shows it. */
export function toForm(value: unknown, field: Field): FormValue {
  if (field.kind === "place") return placeForm(value);
  if (field.kind === "yes") return value === true;
  if (LISTED.has(field.kind)) return Array.isArray(value) ? value : [];
  if (value === null || value === undefined) return "";
  if (field.kind === "number") return numberText(scaled(Number(value), field));
  if (field.kind === "time") return String(value).slice(0, 5);
  return String(value);
}

/** Hundredths of a minute are finer than a second: the same seconds come back from them. */
function scaled(value: number, { scale }: Field): number {
  return scale === undefined ? value : Math.round((value / scale) * 100) / 100;
}

function placeForm(value: unknown): TypedPlace {
  if (!Array.isArray(value)) return { lat: "", lon: "" };
  const [lon, lat] = value;
  return { lat: String(lat), lon: String(lon) };
}

export type Read = { value: unknown; fault?: undefined } | { value?: undefined; fault: Fault };

/** What the field means, or which rule it breaks. */
export function readForm(form: FormValue, field: Field): Read {
  if (field.kind === "place") return readPlace(form as TypedPlace);
  if (typeof form !== "string") return { value: LISTED.has(field.kind) ? sorted(form) : form };
  const text = form.trim();
  if (text === "") return field.required ? { fault: "required" } : { value: null };
  if (field.kind === "number") return readNumber(text, field);
  if (field.kind === "pool" || field.kind === "tps") return { value: Number(text) };
  return { value: text };
}

function sorted(form: FormValue): unknown {
  return Array.isArray(form) ? [...form].sort() : form;
}

function readNumber(text: string, field: Field): Read {
  const typed = parseNumber(text);
  if (Number.isNaN(typed)) return { fault: "number" };
  if (field.min !== undefined && typed < field.min) return { fault: "least" };
  if (field.max !== undefined && typed > field.max) return { fault: "most" };
  const value = typed * (field.scale ?? 1);
  // Seconds typed as minutes are whole; a share typed in percent is not.
  if (field.scale !== undefined && field.scale > 1) return { value: Math.round(value) };
  if (field.scale !== undefined) return { value: Math.round(value * 1e6) / 1e6 };
  return field.whole && !Number.isInteger(value) ? { fault: "whole" } : { value };
}

function readPlace({ lat, lon }: TypedPlace): Read {
  if (lat.trim() === "" && lon.trim() === "") return { fault: "required" };
  const pair = [parseDegrees(lon), parseDegrees(lat)] as const;
  const sane = Math.abs(pair[0]) <= DEGREES.lon && Math.abs(pair[1]) <= DEGREES.lat;
  return sane ? { value: pair } : { fault: "place" };
}

/** Whether two values of records are the same one; "07:30" and "07:30:00" are. */
export function same(a: unknown, b: unknown, field: Field): boolean {
  return JSON.stringify(plain(a, field)) === JSON.stringify(plain(b, field));
}

function plain(value: unknown, field: Field): unknown {
  if (value === undefined || value === "") return null;
  if (field.kind === "time" && typeof value === "string") return value.slice(0, 5);
  if (field.kind === "yes") return value === true;
  if (LISTED.has(field.kind)) return Array.isArray(value) ? [...value].sort() : [];
  return value;
}

export interface Changes {
  /** The members that differ from the record, as the server wants them. */
  body: Record<string, unknown>;
  /** The same by the form's fields. */
  values: Record<string, unknown>;
  faults: Record<string, Fault>;
}

/** What the touched fields change in a record; for a new one, all that was filled in. */
export function changesOf(touched: Form, fields: readonly Field[], record: RecordRow | null): Changes {
  const changes: Changes = { body: {}, values: {}, faults: {} };
  const asked = {
    ...Object.fromEntries(fields.map((f) => [f.name, toForm(heldBy(record, f), f)])),
    ...touched,
  };
  for (const field of fields) {
    const form = asked[field.name];
    if (form === undefined || !applies(field, asked) || (record && !(field.name in touched))) continue;
    const read = readForm(form, field);
    if (read.fault !== undefined) changes.faults[field.name] = read.fault;
    else if (record ? !same(read.value, heldBy(record, field), field) : isSaid(read.value)) {
      changes.values[field.name] = read.value;
      Object.assign(changes.body, bodyOf(field, read.value));
    }
  }
  return changes;
}

/** The members of a request that say `value` of a field. */
export function bodyOf(field: Field, value: unknown): Record<string, unknown> {
  if (field.kind !== "place") return { [field.name]: value };
  const [lon, lat] = value as readonly [number, number];
  return { lon, lat };
}

/** Whether a field makes sense beside what the others hold. */
export function applies(field: Field, form: Form): boolean {
  return field.only === undefined || form[field.only.field] === field.only.is;
}

function isSaid(value: unknown): boolean {
  return value !== null && !(Array.isArray(value) && value.length === 0);
}

/** Whether every touched field shows again what the record holds. */
export function untouched(touched: Form, fields: readonly Field[], record: RecordRow | null): boolean {
  const shown = (field: Field) => toForm(heldBy(record, field), field);
  return fields.every(
    (field) =>
      !(field.name in touched) || JSON.stringify(touched[field.name]) === JSON.stringify(shown(field)),
  );
}
