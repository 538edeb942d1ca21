import { describe, expect, it } from "vitest";
import { groupsOf } from "./faults";
import type { Fault } from "./types";

const fault = (row: number, rule: string, column = "village"): Fault => ({
  row,
  column,
  rule,
  value: "Bapangn",
  hint_id: "tidak ada desa ini",
  hint_en: "no such village",
  suggestions: ["Bapangan"],
});

describe("faults of a file", () => {
  it("are gathered by rule and column, the most frequent first", () => {
    const groups = groupsOf([
      fault(2, "empty", "code"),
      fault(3, "unknown_village"),
      fault(4, "unknown_village"),
      fault(5, "empty", "name"),
    ]);
    expect(groups.map(({ rule, column, faults }) => [rule, column, faults.length])).toEqual([
      ["unknown_village", "village", 2],
      ["empty", "code", 1],
      ["empty", "name", 1],
    ]);
  });

  it("that concern the whole file come first", () => {
    const groups = groupsOf([fault(3, "empty"), fault(4, "empty"), fault(1, "crs_missing", "lon")]);
    expect(groups[0]?.rule).toBe("crs_missing");
  });
});
