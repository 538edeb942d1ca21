/** Until when a road stays closed: the usual answers, and a moment of one's own, all in WIB. */
import { fromWibInput, wibInput } from "../time/wib";

export const ENDINGS = ["shift", "today", "three_days", "date", "open"] as const;
export type Ending = (typeof ENDINGS)[number];

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A choice that would end this soon is not offered. */
const TOO_SOON_MS = 10 * 60_000;

interface Moments {
  /** When the closure begins, stack milliseconds. */
  from: number;
  shiftEnd: number;
}

/** The end that a choice means in milliseconds; null: until somebody opens the road again. */
export function endOf(ending: Exclude<Ending, "date">, { from, shiftEnd }: Moments): number | null {
  if (ending === "open") return null;
  if (ending === "shift") return shiftEnd;
  const midnight = nextMidnight(from);
  return ending === "today" ? midnight : midnight + 2 * DAY_MS;
}

/** The choices that still lie ahead; the shift's end is none in the evening. */
export function endingsAfter(moments: Moments): Ending[] {
  return ENDINGS.filter((ending) => {
    if (ending === "date") return true;
    const end = endOf(ending, moments);
    return end === null || end - moments.from > TOO_SOON_MS;
  });
}

/** What the field of a moment of one's own begins with: the next evening at six. */
export function firstDate(from: number): string {
  return `${wibInput(nextMidnight(from)).slice(0, 10)}T18:00`;
}

/** The moment that was typed, when it lies after the beginning; else null. */
export function dateAfter(typed: string, from: number): number | null {
  const moment = fromWibInput(typed);
  return moment !== null && moment > from ? moment : null;
}

/** The first midnight in WIB after a moment; one that is closer than an hour counts as past. */
function nextMidnight(moment: number): number {
  const day = wibInput(moment + HOUR_MS).slice(0, 10);
  return (fromWibInput(`${day}T00:00`) ?? moment) + DAY_MS;
}
