import { en } from "../i18n/intake/en";
import { type IntakeTexts, id } from "../i18n/intake/id";
import { useLanguage } from "../i18n/LanguageProvider";

/** The import's own texts; they are loaded with it and not before. */
export function useIntakeTexts(): IntakeTexts {
  const { language } = useLanguage();
  return language === "en" ? en : id;
}
