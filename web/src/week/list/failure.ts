import { ApiError } from "../../api/client";
import type { Language } from "../../i18n/texts";
import type { SideTexts } from "../../i18n/week/side.id";
import { WeekError } from "../api";

/** One sentence for an error of a request. */
export function failureOf(error: Error, s: SideTexts, language: Language): string {
  if (!(error instanceof ApiError)) return s.error.unreachable;
  if (error.status >= 500) return s.error.server;
  if (error.status === 403) return s.error.forbidden;
  if (error.status === 404) return s.error.notFound;
  const told = error instanceof WeekError ? error.told(language) : error.detail;
  return `${error.status === 409 ? s.error.conflict : s.error.refused} ${told ?? error.status}`;
}
