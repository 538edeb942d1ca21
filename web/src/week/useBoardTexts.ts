import { useLanguage } from "../i18n/LanguageProvider";
import type { Language } from "../i18n/texts";
import { en } from "../i18n/week/board.en";
import { type BoardTexts, id } from "../i18n/week/board.id";

/** The board's own texts; they are loaded with it and not before. */
export function useBoardTexts(): { w: BoardTexts; language: Language } {
  const { language } = useLanguage();
  return { w: language === "en" ? en : id, language };
}
