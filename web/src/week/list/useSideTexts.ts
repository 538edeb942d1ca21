import { useLanguage } from "../../i18n/LanguageProvider";
import { en } from "../../i18n/week/side.en";
import { id, type SideTexts } from "../../i18n/week/side.id";

/** Texts of what lies around the board; loaded with the weeks and not before. */
export function useSideTexts(): SideTexts {
  const { language } = useLanguage();
  return language === "en" ? en : id;
}
