import type { ReactNode } from "react";
import { number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";

const SHOWN = 6;

/** The first names in one line behind a label; the others when it is opened. */
export function FewNames({ label, names }: { label: ReactNode; names: readonly string[] }) {
  const { t } = useLanguage();
  const [first, rest] = [names.slice(0, SHOWN), names.slice(SHOWN)];
  // One name more takes no more room than saying so.
  if (rest.length <= 1) {
    return (
      <p className="names">
        {label} {names.join(", ")}
      </p>
    );
  }
  return (
    <details className="names">
      <summary>
        {label} {first.join(", ")} <em>{t.replan.changes.more(number(rest.length))}</em>
      </summary>
      <p>{rest.join(", ")}</p>
    </details>
  );
}
