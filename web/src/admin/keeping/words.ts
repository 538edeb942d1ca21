import { duration } from "../../i18n/duration";
import type { Texts } from "../../i18n/texts";
import type { BackupState } from "./backups";

/** The state of the backups in one short sentence; null while all is well. */
export function backupWords(state: BackupState, now: number, t: Texts): string | null {
  const w = t.shell.backup;
  if (state.kind === "fresh") return null;
  if (state.kind === "old") return w.old(duration((now - Date.parse(state.at)) / 1000, t));
  return w[state.kind];
}
