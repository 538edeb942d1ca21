/** A value of a record in the words of the screen. */
import { number } from "../i18n/format";
import type { RecordTexts } from "../i18n/records/id";
import type { Language } from "../i18n/texts";
import { wibMoment } from "../time/wib";
import type { Field } from "./fields";
import type { RecordRow } from "./types";

/** What codes stand for; a code that is not known stands for itself. */
export interface Names {
  village: (code: string) => string;
  vehicleClass: (code: string) => string;
  pool: (id: string) => string;
  vehicle: (id: string) => string;
}

export interface Wording {
  r: RecordTexts;
  language: Language;
  names: Names;
}

const MONTHS = {
  id: ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
  en: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
} as const;
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T/;
const DEGREE_DECIMALS = 5;

/** "26 Nov 2026" for "2026-11-26". */
export function dateOf(day: string, language: Language): string {
  const [, year, month, date] = DAY.exec(day) ?? [];
  return year ? `${Number(date)} ${MONTHS[language][Number(month) - 1] ?? month} ${year}` : day;
}

/** Weekdays as one reads them; none means every day. */
export function weekdaysOf(days: unknown, r: RecordTexts): string {
  if (!Array.isArray(days) || days.length === 0) return r.everyDay;
  return [...days]
    .sort()
    .map((day: number) => r.weekday[day] ?? String(day))
    .join(", ");
}

/** A figure with as many decimals as it has, at most three. */
export function figure(value: number): string {
  const decimals = String(Math.round(value * 1000) / 1000).split(".")[1]?.length ?? 0;
  return number(value, decimals);
}

/** What `value` of `field` is in words, with its unit. */
export function wordsOf(value: unknown, field: Field, { r, language, names }: Wording): string {
  if (value === null || value === undefined || value === "") return r.nothingThere;
  const text = String(value);
  switch (field.kind) {
    case "number":
      return withUnit(Number(value), field, r);
    case "yes":
      return value === true ? r.yes : r.no;
    case "weekdays":
      return weekdaysOf(value, r);
    case "districts":
    case "pasaran":
      return listOf(value, (one) => one) || r.nothingThere;
    case "villages":
      return listOf(value, names.village) || r.allVillages;
    case "classes":
      return listOf(value, names.vehicleClass) || r.allClasses;
    case "streams":
      return listOf(value, (one) => choiceWord("stream", one, r)) || r.nothingThere;
    case "choice":
      return field.choice ? choiceWord(field.choice, text, r) : text;
    case "place":
      return placeWords(value);
    case "time":
      return text.slice(0, 5).replace(":", ".");
    case "date":
      return dateOf(text, language);
    case "village":
      return names.village(text);
    case "class":
      return names.vehicleClass(text);
    case "pool":
    case "tps":
      return names.pool(text);
    default:
      return text;
  }
}

/** What stands in the history under a name that is no field of the form. */
export function plainWords(name: string, value: unknown, { r, language, names }: Wording): string {
  if (value === null || value === undefined || value === "") return r.nothingThere;
  if (typeof value === "boolean") return value ? r.yes : r.no;
  if (typeof value === "number") return figure(value);
  if (Array.isArray(value)) return value.map(String).join(", ") || r.nothingThere;
  if (typeof value === "object") return JSON.stringify(value);
  const text = String(value);
  if (name === "vehicle_id") return names.vehicle(text);
  if (MOMENT.test(text)) return wibMoment(text, language);
  return DAY.test(text) ? dateOf(text, language) : text;
}

export function choiceWord(choice: NonNullable<Field["choice"]>, value: string, r: RecordTexts): string {
  const words: Readonly<Record<string, string>> = r.choice[choice];
  return words[value] ?? value;
}

function withUnit(value: number, field: Field, r: RecordTexts): string {
  const shown = figure(value / (field.scale ?? 1));
  if (!field.unit) return shown;
  const unit = r.unit[field.unit];
  return unit.startsWith("Rp") ? `Rp ${shown}${unit.slice(2)}` : `${shown} ${unit}`;
}

function listOf(value: unknown, word: (one: string) => string): string {
  return Array.isArray(value) ? value.map((one) => word(String(one))).join(", ") : "";
}

function placeWords(value: unknown): string {
  const [lon, lat] = value as readonly (number | undefined)[];
  const degrees = (one: number | undefined) => (typeof one === "number" ? number(one, DEGREE_DECIMALS) : "…");
  return `${degrees(lat)} · ${degrees(lon)}`;
}

/** How a record is called. */
export function titleOf(record: RecordRow, language: Language): string {
  const own = record[`name_${language}`] ?? record.label ?? record.plate ?? record.name ?? record.village;
  return String(own ?? record.code ?? record.id ?? "");
}

/** Whether a record is out of use on `today`. */
export function isClosed(record: RecordRow, today: string): boolean {
  if (record.withdrawn_at) return true;
  return typeof record.valid_to === "string" && record.valid_to <= today;
}

/** Whether the record's figure is an estimate: anything but official or measured. */
export function isEstimate(record: RecordRow): boolean {
  return record.confidence === "B" || record.confidence === "C" || record.estimated === true;
}
