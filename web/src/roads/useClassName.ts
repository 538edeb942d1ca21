import { useMemo } from "react";
import { useVehicles } from "../api/queries";
import { useLanguage } from "../i18n/LanguageProvider";

/** The vehicle classes that the fleet has, by code and name. */
export function useClasses(): { code: string; name: string }[] {
  const { language } = useLanguage();
  const vehicles = useVehicles();
  return useMemo(() => {
    const names = new Map(
      (vehicles.data ?? []).map((one) => [one.class_code, one[`class_name_${language}`]]),
    );
    return [...names].map(([code, name]) => ({ code, name })).sort((a, b) => a.name.localeCompare(b.name));
  }, [vehicles.data, language]);
}

/** Gives the name of a vehicle class; its code while the fleet is not known. */
export function useClassName(): (code: string) => string {
  const classes = useClasses();
  return (code) => classes.find((one) => one.code === code)?.name ?? code.replace("_", " ");
}
