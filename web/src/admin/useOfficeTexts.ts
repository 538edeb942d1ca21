import { useLanguage } from "../i18n/LanguageProvider";
import { en } from "../i18n/office/en";
import { id, type OfficeTexts } from "../i18n/office/id";

/** Texts of accounts, backups and the other tabs about the office itself; loaded with the administration. */
export function useOfficeTexts(): OfficeTexts {
  const { language } = useLanguage();
  return language === "en" ? en : id;
}
