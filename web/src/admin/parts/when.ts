import type { Language } from "../../i18n/texts";
import { wibDate, wibTime } from "../../time/wib";

/** "09.42" today, "Kam 26 Nov 09.42" on any other day; WIB. */
export function when(moment: string, now: number, language: Language): string {
  const date = wibDate(moment, language);
  const time = wibTime(moment);
  return date === wibDate(now, language) ? time : `${date} ${time}`;
}

/** The moment that a field for local date and time names, in WIB: "2026-11-20T05:30" as ISO. */
export function momentInWib(local: string): string {
  return new Date(`${local}:00+07:00`).toISOString();
}
