import { type DialogProps, FormDialog } from "../../app/FormDialog";
import { wordsOf } from "../problem";
import { useAdminTexts } from "../useAdminTexts";

/** A dialog in the words of the office's administration. */
export function ActionDialog<T>(props: DialogProps<T>) {
  const a = useAdminTexts();
  return <FormDialog {...props} labels={a} failure={(error) => wordsOf(error, a)} />;
}
