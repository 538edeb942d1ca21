/** What went wrong, in the words of the person who tried. */
import { ApiError } from "../api/client";
import type { AdminTexts } from "../i18n/admin/id";

type ErrorText = keyof AdminTexts["error"];

const BY_CODE: Record<string, ErrorText> = {
  "no-device-url": "noDeviceUrl",
  "changed-meanwhile": "changed",
  "gateway-speaks": "gateway",
  "not-a-phone": "notPhone",
  "time-out-of-range": "time",
  "not-found": "notFound",
  forbidden: "forbidden",
};

/** Rules of the store that share one code; what it says tells them apart. */
const BY_DETAIL: readonly [RegExp, ErrorText][] = [
  [/ids are not used twice|calls itself .* already/, "taken"],
  [/ sits in .* already/, "seated"],
  [/ was moved after /, "moved"],
];

/** One sentence for an error of a request; details of the server only where no sentence of ours fits. */
export function wordsOf(error: Error, a: AdminTexts): string {
  if (!(error instanceof ApiError)) return a.error.unreachable;
  const known = BY_CODE[error.code ?? ""] ?? BY_DETAIL.find(([says]) => says.test(error.detail ?? ""))?.[1];
  if (known) return a.error[known];
  if (error.status >= 500) return a.error.server;
  const begin = error.status === 409 ? a.error.conflict : a.error.refused;
  return `${begin} ${error.detail ?? error.status}`;
}
