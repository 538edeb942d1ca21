import { ApiError } from "../api/client";
import type { Texts } from "../i18n/texts";

type FormText = Exclude<keyof Texts["replan"]["form"], "cancel">;

const BY_CODE: Record<string, FormText> = {
  forbidden: "forbidden",
  "not-found": "gone",
  "no-plan": "noPlan",
  "no-roads": "noRoads",
  overtaken: "overtaken",
};

/** Rules of the store that share one code; what it says tells them apart. */
const BY_DETAIL: readonly [RegExp, FormText][] = [
  [/ already( |$)/, "conflict"],
  [/is not valid any more/, "overtaken"],
];

/** What went wrong, in words for whoever pressed the button; details of the server where no sentence fits. */
export function failureWords(error: Error, t: Texts): string {
  const f = t.replan.form;
  if (!(error instanceof ApiError) || error.status >= 502) return f.offline;
  const known = BY_CODE[error.code ?? ""] ?? BY_DETAIL.find(([says]) => says.test(error.detail ?? ""))?.[1];
  return known ? f[known] : [f.failed, error.detail].filter(Boolean).join(" ");
}
