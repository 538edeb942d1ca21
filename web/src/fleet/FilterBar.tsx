import { number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";

export interface FilterChoice<T extends string> {
  value: T;
  label: string;
  count: number;
}

interface Props<T extends string> {
  choices: readonly FilterChoice<T>[];
  chosen: T;
  choose: (value: T) => void;
}

/** What the list can be narrowed to, each with its number; what would show nothing is not offered. */
export function FilterBar<T extends string>({ choices, chosen, choose }: Props<T>) {
  const { t } = useLanguage();
  const [all, ...rest] = choices;
  const offered = rest.filter(({ value, count }) => count > 0 || value === chosen);
  if (!all || offered.length === 0) return null;
  return (
    <fieldset className="filters" aria-label={t.replan.filter.label}>
      {[all, ...offered].map(({ value, label, count }) => (
        <button
          key={value}
          type="button"
          className="filter"
          data-filter={value}
          aria-pressed={value === chosen}
          // Pressing the chosen one again shows all.
          onClick={() => choose(value === chosen ? all.value : value)}
        >
          {label} <strong>{number(count)}</strong>
        </button>
      ))}
    </fieldset>
  );
}
