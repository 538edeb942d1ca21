import { useLanguage } from "../i18n/LanguageProvider";
import { en } from "../i18n/records/en";
import { id, type RecordTexts } from "../i18n/records/id";

/** The records' own texts; they are loaded with them and not before. */
export function useRecordTexts(): RecordTexts {
  const { language } = useLanguage();
  return language === "en" ? en : id;
}
