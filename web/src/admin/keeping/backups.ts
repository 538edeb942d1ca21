/** Whether the office can rely on its backups. */
import type { BackupRow } from "../officeTypes";

const LATE_MS = 26 * 3_600_000;

export type BackupState =
  | { kind: "fresh" | "old"; at: string }
  | { kind: "none" }
  | { kind: "failed"; error: string; at: string };

/** What the runs say at `now` (real ms); `rows` in any order. A run that is under way says nothing yet. */
export function backupState(rows: readonly BackupRow[], now: number): BackupState {
  const ended = rows.filter((row) => row.ended_at !== null).sort(newestFirst);
  const [last] = ended;
  if (last === undefined) return { kind: "none" };
  if (last.error !== null) return { kind: "failed", error: last.error, at: last.began_at };
  const old = now - Date.parse(last.began_at) > LATE_MS;
  return { kind: old ? "old" : "fresh", at: last.began_at };
}

/** "1,2 GB": bytes as people compare them, in steps of 1000. */
export function sizeParts(bytes: number): [number, "B" | "kB" | "MB" | "GB"] {
  if (bytes >= 1e9) return [bytes / 1e9, "GB"];
  if (bytes >= 1e6) return [bytes / 1e6, "MB"];
  return bytes >= 1e3 ? [bytes / 1e3, "kB"] : [bytes, "B"];
}

function newestFirst(a: BackupRow, b: BackupRow): number {
  return Date.parse(b.began_at) - Date.parse(a.began_at);
}
