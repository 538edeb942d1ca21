/** Times and dates of West Indonesia (UTC+7, no summer time), written as people there write them. */
import type { Language } from "../i18n/texts";

const OFFSET_MS = 7 * 3_600_000;
const DAYS = {
  id: ["Min", "Sen", "Sel", "Rab", "Kam", "Jum", "Sab"],
  en: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
} as const;
const MONTHS = {
  id: ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
  en: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
} as const;

const two = (value: number) => String(value).padStart(2, "0");

/** "09.42": the hour in WIB, 24 hours. */
export function wibTime(moment: number | string): string {
  const shifted = new Date(toMs(moment) + OFFSET_MS);
  return `${two(shifted.getUTCHours())}.${two(shifted.getUTCMinutes())}`;
}

/** "Kam 26 Nov": the date in WIB. */
export function wibDate(moment: number | string, language: Language): string {
  return dateWords(new Date(toMs(moment) + OFFSET_MS), language);
}

/** "Kam 26 Nov" for an operating day such as "2026-11-26", which has no zone. */
export function dayWords(day: string, language: Language): string {
  return dateWords(new Date(`${day}T00:00:00Z`), language);
}

/** The operating day `days` later. */
export function shiftDay(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** "Kam 26 Nov 09.42": date and hour in WIB. */
export function wibMoment(moment: number | string, language: Language): string {
  return `${wibDate(moment, language)} ${wibTime(moment)}`;
}

/** "2026-11-26T09:42": a moment as a date-and-time field holds it, in WIB whatever zone the browser is in. */
export function wibInput(moment: number | string): string {
  return new Date(toMs(moment) + OFFSET_MS).toISOString().slice(0, 16);
}

/** The milliseconds of what a date-and-time field holds, read as WIB; null when it holds no moment. */
export function fromWibInput(text: string): number | null {
  const moment = Date.parse(`${text}Z`);
  return Number.isNaN(moment) ? null : moment - OFFSET_MS;
}

export function toMs(moment: number | string): number {
  return typeof moment === "number" ? moment : Date.parse(moment);
}

function dateWords(date: Date, language: Language): string {
  const day = DAYS[language][date.getUTCDay()];
  const month = MONTHS[language][date.getUTCMonth()];
  return `${day} ${date.getUTCDate()} ${month}`;
}
