import { SegmentedControl } from "@mantine/core";
import { useLanguage } from "../i18n/LanguageProvider";
import type { Language } from "../i18n/texts";

export function LanguageSwitch() {
  const { language, setLanguage, t } = useLanguage();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t.language}
      value={language}
      onChange={(value) => setLanguage(value as Language)}
      data={[
        { value: "id", label: "ID" },
        { value: "en", label: "EN" },
      ]}
    />
  );
}
