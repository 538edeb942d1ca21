import { ApiError } from "../api/client";
import type { Texts } from "../i18n/texts";

/** What went wrong, in words for whoever pressed the button; details of the server where no sentence fits. */
export function failureWords(error: Error, t: Texts): string {
  const f = t.replan.form;
  if (!(error instanceof ApiError) || error.status >= 502) return f.offline;
  if (error.status === 403) return f.forbidden;
  if (error.status === 404) return f.gone;
  return [f.failed, error.detail].filter(Boolean).join(" ");
}
