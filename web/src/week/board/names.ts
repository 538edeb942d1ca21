/** Names in the language of the screen. */
import type { Language } from "../../i18n/texts";
import type { WeekVehicle } from "../types";

export const classOf = (vehicle: WeekVehicle, language: Language): string =>
  language === "en" ? vehicle.class_name_en : vehicle.class_name;

/** Who drives on a day: the relief where there is one, else the usual driver. */
export function driverOn(
  vehicle: WeekVehicle,
  day: string | null,
): { name: string; phone: string | null } | null {
  return vehicle.relief.find((one) => one.day === day) ?? vehicle.driver;
}
