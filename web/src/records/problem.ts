/** What went wrong, in the words of the person who tried. */
import { ApiError } from "../api/client";
import type { RecordTexts } from "../i18n/records/id";
import type { Language } from "../i18n/texts";
import { RecordError } from "./api";

/** One sentence for an error of a request. */
export function problemWords(error: Error, r: RecordTexts, language: Language): string {
  if (!(error instanceof ApiError)) return r.error.unreachable;
  if (error.status >= 500) return r.error.server;
  if (error.status === 403) return r.error.forbidden;
  if (error.status === 404) return r.error.notFound;
  if (error.status === 412 || error.status === 428) return r.error.changed;
  const said = toldIn(error, language) ?? error.detail ?? error.status;
  return `${error.status === 409 ? r.error.conflict : r.error.refused} ${said}`;
}

/** The server's own sentence in the language of the screen, or its complaints one after the other. */
function toldIn(error: ApiError, language: Language): string | null {
  if (!(error instanceof RecordError)) return null;
  const { message_id, message_en } = error.problem;
  const own = language === "en" ? message_en : message_id;
  const complaints = Object.values(fieldProblems(error, language)).join("; ");
  return own ?? (complaints || null);
}

/** What the server says about single fields, by the name of the form's field. */
export function fieldProblems(error: Error | null, language: Language): Record<string, string> {
  if (!(error instanceof RecordError)) return {};
  const said = (error.problem.errors ?? []).map((one) => [
    PLACES.has(one.field) ? "place" : one.field,
    language === "en" ? one.message_en : one.message_id,
  ]);
  return Object.fromEntries(said);
}

const PLACES: ReadonlySet<string> = new Set(["lon", "lat", "geom", "place"]);
