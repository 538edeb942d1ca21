import { useFacilities, useVillages } from "../../api/queries";
import { useLanguage } from "../../i18n/LanguageProvider";
import type { RecordTexts } from "../../i18n/records/id";
import type { Field, FormValue } from "../fields";
import { useVehicleClasses } from "../queries";
import { useRecordTexts } from "../useRecordTexts";

export interface Option {
  value: string;
  label: string;
}
export type Choices = readonly (Option | { group: string; items: Option[] })[];

/** What may be chosen in a field; nothing where it is typed. */
export function useChoices(field: Field, value: FormValue): Choices {
  const r = useRecordTexts();
  const classes = useClassOptions();
  const villages = useVillageOptions();
  const pools = useFacilityOptions("pool", String(value));
  const tps = useFacilityOptions("tps", String(value));
  const districts = useDistrictOptions();
  switch (field.kind) {
    case "choice":
      return wordsOf(field.choice, r);
    case "streams":
      return wordsOf("stream", r);
    case "weekdays":
      return r.weekday.map((label, day) => ({ value: String(day), label }));
    case "classes":
    case "class":
      return classes;
    case "village":
      return villages;
    case "pool":
      return pools;
    case "tps":
      return tps;
    case "villages":
      return villages;
    case "districts":
      return districts;
    case "pasaran":
      return PASARAN.map((day) => ({ value: day, label: day }));
    default:
      return [];
  }
}

function wordsOf(choice: Field["choice"], r: RecordTexts): Option[] {
  return choice ? Object.entries(r.choice[choice]).map(([value, label]) => ({ value, label })) : [];
}

function useClassOptions(): Option[] {
  const { language } = useLanguage();
  const classes = useVehicleClasses().data ?? [];
  return classes.map((one) => ({ value: one.code, label: one[`name_${language}`] }));
}

/** Villages under their kecamatan, both by name. */
function useVillageOptions(): Choices {
  const villages = useVillages().data?.features ?? [];
  const groups = new Map<string, Option[]>();
  for (const { properties } of villages) {
    const items = groups.get(properties.kecamatan) ?? [];
    items.push({ value: properties.code, label: `${properties.name}, ${properties.kecamatan}` });
    groups.set(properties.kecamatan, items);
  }
  return [...groups]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([group, items]) => ({ group, items: items.sort((a, b) => a.label.localeCompare(b.label)) }));
}

/** Days of the Javanese market week; they are called the same in every language. */
const PASARAN = ["Legi", "Pahing", "Pon", "Wage", "Kliwon"] as const;

function useDistrictOptions(): Option[] {
  const villages = useVillages().data?.features ?? [];
  const names = new Set(villages.map(({ properties }) => properties.kecamatan));
  return [...names].sort().map((name) => ({ value: name, label: name }));
}

function useFacilityOptions(kind: "pool" | "tps", chosen: string): Option[] {
  const facilities = useFacilities().data?.features ?? [];
  return facilities
    .filter(({ id, properties }) => properties.kind === kind || String(id) === chosen)
    .map(({ id, properties }) => ({ value: String(id), label: properties.name }));
}
