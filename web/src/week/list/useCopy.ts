import { type QueryClient, useMutation } from "@tanstack/react-query";
import { useLanguage } from "../../i18n/LanguageProvider";
import { ask } from "../api";
import { failureOf } from "./failure";
import { allChanged } from "./queries";
import { titleOf } from "./rows";
import type { ListedWeek } from "./types";
import { useSideTexts } from "./useSideTexts";

/** Copies a plan into a new draft, and says how it is called; `opened` is given its number. */
export function useCopy(
  queries: QueryClient,
  tell: (words: string) => void,
  opened?: (weekId: number) => void,
): (weekId: number) => void {
  const s = useSideTexts();
  const { language } = useLanguage();
  const copy = useMutation({
    mutationFn: (weekId: number) => ask<ListedWeek>("POST", `weeks/${weekId}/copy`),
    onSuccess: (made) => {
      allChanged(queries);
      tell(s.list.copied(titleOf(made, s)));
      opened?.(made.id);
    },
    onError: (error) => tell(failureOf(error, s, language)),
  });
  return copy.mutate;
}
