import { describe, expect, it } from "vitest";
import type { BackupRow } from "../officeTypes";
import { backupState, sizeParts } from "./backups";

const NOW = Date.parse("2026-11-22T08:00:00Z");
const run = (hoursAgo: number, more: Partial<BackupRow> = {}): BackupRow => {
  const began_at = new Date(NOW - hoursAgo * 3_600_000).toISOString();
  return {
    id: hoursAgo,
    kind: "scheduled",
    began_at,
    ended_at: began_at,
    file: "siangsa.dump",
    size_bytes: 1,
    digest: "ab",
    error: null,
    ...more,
  };
};

describe("backups", () => {
  it("are fresh for 26 hours", () => {
    expect(backupState([run(25)], NOW).kind).toBe("fresh");
    expect(backupState([run(27)], NOW).kind).toBe("old");
  });

  it("are told by the last that ended, whatever the order", () => {
    expect(backupState([run(48), run(2)], NOW).kind).toBe("fresh");
    expect(backupState([run(0.1, { ended_at: null }), run(48)], NOW).kind).toBe("old");
  });

  it("have failed when the last one did, though an older one is good", () => {
    const state = backupState([run(12), run(1, { error: "disk full" })], NOW);
    expect(state).toMatchObject({ kind: "failed", error: "disk full" });
  });

  it("are missing where none ever ended", () => {
    expect(backupState([], NOW)).toEqual({ kind: "none" });
  });

  it("are as large as people say it", () => {
    expect(sizeParts(999)).toEqual([999, "B"]);
    expect(sizeParts(1_500_000)).toEqual([1.5, "MB"]);
    expect(sizeParts(2e9)).toEqual([2, "GB"]);
  });
});
