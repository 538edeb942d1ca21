import { type DialogProps, FormDialog } from "../../app/FormDialog";
import { useLanguage } from "../../i18n/LanguageProvider";
import { failureOf } from "./failure";
import { useSideTexts } from "./useSideTexts";

/** A dialog in the words of the weeks. */
export function Ask<T>(props: DialogProps<T>) {
  const s = useSideTexts();
  const { language } = useLanguage();
  return <FormDialog {...props} labels={s} failure={(error) => failureOf(error, s, language)} />;
}
