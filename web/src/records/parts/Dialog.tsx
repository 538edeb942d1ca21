import { type DialogProps, FormDialog } from "../../app/FormDialog";
import { useLanguage } from "../../i18n/LanguageProvider";
import { problemWords } from "../problem";
import { useRecordTexts } from "../useRecordTexts";

/** A dialog in the words of the records. */
export function Dialog<T>(props: DialogProps<T>) {
  const r = useRecordTexts();
  const { language } = useLanguage();
  return <FormDialog {...props} labels={r} failure={(error) => problemWords(error, r, language)} />;
}
