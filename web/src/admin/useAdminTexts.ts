import { en } from "../i18n/admin/en";
import { type AdminTexts, id } from "../i18n/admin/id";
import { useLanguage } from "../i18n/LanguageProvider";

/** The administration's own texts; they are loaded with it and not before. */
export function useAdminTexts(): AdminTexts {
  const { language } = useLanguage();
  return language === "en" ? en : id;
}
