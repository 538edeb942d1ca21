import { UnstyledButton } from "@mantine/core";
import type { Me } from "../api/types";
import { useLanguage } from "../i18n/LanguageProvider";
import { type Area, areasOf, useArea } from "./areas";

/** The map, the records and the office, side by side; on a phone they stand in the account's menu. */
export function AreaNav({ me }: { me: Me }) {
  const { t } = useLanguage();
  const { area, open } = useArea();
  const areas = areasOf(me);
  if (areas.length < 2) return null;
  return (
    <nav className="areas" aria-label={t.shell.areas.label}>
      {areas.map((name: Area) => (
        <UnstyledButton
          key={name}
          className="area"
          aria-current={name === area ? "page" : undefined}
          onClick={() => open(name)}
        >
          {t.shell.areas[name]}
        </UnstyledButton>
      ))}
    </nav>
  );
}
