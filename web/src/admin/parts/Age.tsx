import { duration } from "../../i18n/duration";
import { useLanguage } from "../../i18n/LanguageProvider";
import { useNow } from "../../time/ClockProvider";
import { useAdminTexts } from "../useAdminTexts";

const JUST_NOW_S = 10;

/** How long ago something was, on the stack clock; goes on by itself. */
export function Age({ moment }: { moment: string }) {
  const a = useAdminTexts();
  const { t } = useLanguage();
  const now = useNow();
  const age = (now - Date.parse(moment)) / 1000;
  return <>{age < JUST_NOW_S ? t.units.now : a.ago(duration(age, t))}</>;
}
