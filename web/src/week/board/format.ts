/** Figures of the board in as few signs as a cell has room for; the same in both languages. */
import { number } from "../../i18n/format";
import type { Language } from "../../i18n/texts";
import { rupiah, signed } from "../../replan/money";
import { dayWords } from "../../time/wib";
import type { EditDifference, Violation } from "../types";

/** Kilograms as tonnes with one decimal: "3,2". */
export const tonnes = (kg: number) => number(kg / 1000, 1);

/** "840 kg", from a tonne on "6,6 t". */
export const weight = (kg: number) => (kg >= 1000 ? `${tonnes(kg)} t` : `${number(kg)} kg`);

/** Hours with one decimal: "6,5". */
export const hours = (value: number) => number(value, 1);

/** A share of the mean as a signed percentage without decimals: "+4 %", "−12 %", "0 %". */
export function offMeanWords(share: number): string {
  const percent = Math.round(share * 100);
  return percent === 0 ? "0 %" : signed(percent, (size) => `${number(size)} %`);
}

/** "Sen" and "23 Nov": the two lines at the head of a column. */
export function dayHead(day: string, language: Language): [weekday: string, date: string] {
  const [weekday = "", ...date] = dayWords(day, language).split(" ");
  return [weekday, date.join(" ")];
}

/** A week's first and last day: "23–29 Nov", "30 Nov – 6 Des". */
export function spanWords(days: readonly { day: string }[], language: Language): string {
  const first = days[0];
  const last = days.at(-1);
  if (!first || !last) return "";
  const [, from] = dayHead(first.day, language);
  const [, to] = dayHead(last.day, language);
  if (from === to) return from;
  const [number1 = "", month1] = from.split(" ");
  return month1 === to.split(" ")[1] ? `${number1}–${to}` : `${from} – ${to}`;
}

/** What an edit costs, in the order in which a planner asks: "+4,2 km · +1,1 l · +0,3 jam · +Rp 12 rb". */
export function costWords(difference: EditDifference, units: { hour: string }): string[] {
  return [
    signed(difference.km, (size) => `${number(size, 1)} km`),
    signed(difference.litres, (size) => `${number(size, 1)} l`),
    signed(difference.hours, (size) => `${number(size, 1)} ${units.hour}`),
    signed(difference.cost_idr, rupiah),
  ];
}

export function violationWords(violation: Violation, language: Language): string {
  return language === "en" ? violation.message_en : violation.message_id;
}

/** The colour of a day on the map and at the head of its column: readable with every kind of colour vision. */
const DAY_COLOURS = ["#0072b2", "#d55e00", "#009e73", "#a8508a", "#b07800", "#2b8fbd", "#5b5f66"] as const;

export function dayColour(column: number): string {
  return DAY_COLOURS[column % DAY_COLOURS.length] ?? DAY_COLOURS[0];
}
