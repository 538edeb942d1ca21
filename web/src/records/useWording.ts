import { useMemo } from "react";
import { useFacilities, useVehicles, useVillages } from "../api/queries";
import { useLanguage } from "../i18n/LanguageProvider";
import { useVehicleClasses } from "./queries";
import { useRecordTexts } from "./useRecordTexts";
import type { Wording } from "./words";

/** What is needed to say a value of a record: the texts, and the names behind the codes. */
export function useWording(): Wording {
  const r = useRecordTexts();
  const { language } = useLanguage();
  const villages = useVillages().data;
  const classes = useVehicleClasses().data;
  const facilities = useFacilities().data;
  const vehicles = useVehicles().data;
  return useMemo(() => {
    const by = <T>(items: readonly T[] | undefined, key: (one: T) => string, name: (one: T) => string) => {
      const names = new Map((items ?? []).map((one) => [key(one), name(one)]));
      return (code: string) => names.get(code) ?? code;
    };
    const names = {
      village: by(
        villages?.features,
        (v) => v.properties.code,
        (v) => `${v.properties.name}, ${v.properties.kecamatan}`,
      ),
      vehicleClass: by(
        classes,
        (one) => one.code,
        (one) => one[`name_${language}`],
      ),
      pool: by(
        facilities?.features,
        (f) => String(f.id),
        (f) => f.properties.name,
      ),
      vehicle: by(
        vehicles,
        (one) => one.id,
        (one) => one.plate,
      ),
    };
    return { r, language, names };
  }, [r, language, villages, classes, facilities, vehicles]);
}
