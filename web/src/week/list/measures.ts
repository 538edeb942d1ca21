/** Figures of a plan in words; what comes from the forecast wears "±". */
import { number } from "../../i18n/format";
import type { SideTexts } from "../../i18n/week/side.id";

type Units = SideTexts["units"];

export const kilometresOf = (km: number, units: Units) => `${number(km, km < 100 ? 1 : 0)} ${units.km}`;

export const tonnesOf = (kg: number, units: Units) => `±${number(kg / 1000, 1)} ${units.tonnes}`;

export const hoursOf = (hours: number, units: Units) => `${number(hours, 1)} ${units.hours}`;

/** "9:05" of a running clock: minutes and seconds. */
export function clockOf(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}.${String(whole % 60).padStart(2, "0")}`;
}
