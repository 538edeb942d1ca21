import { wordsOf } from "../admin/problem";
import { useAdminTexts } from "../admin/useAdminTexts";
import { ApiError } from "../api/client";
import { number } from "../i18n/format";
import type { IntakeTexts } from "../i18n/intake/id";
import { MOST_BYTES } from "./requests";
import { useIntakeTexts } from "./useIntakeTexts";

/** Why a file was not taken, in the words of whoever chose it. */
export function Failure({ error }: { error: Error }) {
  const a = useAdminTexts();
  const w = useIntakeTexts();
  return (
    <p className="failure" role="alert">
      {ownWords(error, w) ?? wordsOf(error, a)}
    </p>
  );
}

function ownWords(error: Error, w: IntakeTexts): string | null {
  if (!(error instanceof ApiError)) return null;
  if (error.status === 413) return w.tooBig(number(MOST_BYTES / 1e6));
  if (error.status === 410 || error.status === 404) return w.error.gone;
  // The import's own refusals are written for the office: they say what to do.
  return error.status === 422 && error.detail ? `${w.error.file} ${error.detail}` : null;
}
