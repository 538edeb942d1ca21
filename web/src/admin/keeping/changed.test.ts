import { describe, expect, it } from "vitest";
import { changedFields, plain } from "./changed";

describe("a change in the trail", () => {
  it("shows only what differs", () => {
    expect(changedFields({ name: "TPS 1", kg: 40 }, { name: "TPS 1", kg: 55 })).toEqual([
      { name: "kg", before: 40, after: 55 },
    ]);
  });

  it("shows all of what was made, and all of what was taken away", () => {
    expect(changedFields(null, { role: "viewer" })).toEqual([
      { name: "role", before: undefined, after: "viewer" },
    ]);
    expect(changedFields({ role: "viewer" }, null)).toHaveLength(1);
    expect(changedFields(null, null)).toEqual([]);
  });

  it("compares lists by what is in them", () => {
    expect(changedFields({ days: [1, 2] }, { days: [1, 2] })).toEqual([]);
  });

  it.each([
    [null, "–"],
    [undefined, "–"],
    [false, "✕"],
    [["a"], '["a"]'],
    [3.5, "3.5"],
  ])("writes %s as %s", (value, words) => {
    expect(plain(value)).toBe(words);
  });
});
