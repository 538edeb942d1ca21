import type { ClosureProperties } from "../api/types";
import { useLanguage } from "../i18n/LanguageProvider";
import { useNow } from "../time/ClockProvider";
import { wibDate, wibMoment, wibTime } from "../time/wib";

type Span = Pick<ClosureProperties, "state" | "valid_from" | "valid_to" | "lifted_at" | "lifted_by">;

/** Gives the words for a moment: the hour alone when it is of today. */
export function useMoment(): (moment: string | number) => string {
  const { language } = useLanguage();
  const today = wibDate(useNow(), language);
  return (moment) => (wibDate(moment, language) === today ? wibTime(moment) : wibMoment(moment, language));
}

/** Gives the words for what matters of a closure's time: when it begins, ends, or was ended. */
export function useUntil(): (closure: Span) => string {
  const { t } = useLanguage();
  const words = useMoment();
  return (closure) => {
    if (closure.state === "coming") return t.roads.from(words(closure.valid_from));
    if (closure.lifted_at) return t.roads.liftedAt(words(closure.lifted_at), closure.lifted_by ?? "–");
    return closure.valid_to ? t.roads.until(words(closure.valid_to)) : t.roads.untilLifted;
  };
}
