import { describe, expect, it } from "vitest";
import { nameIn } from "./fileName";

describe("a downloaded file", () => {
  it.each([
    ['attachment; filename="titik-2026-11-26.xlsx"', "titik-2026-11-26.xlsx"],
    ["attachment; filename=titik.csv", "titik.csv"],
    ["attachment", null],
    [null, null],
  ])("is named by the server: %s", (says, name) => {
    expect(nameIn(says)).toBe(name);
  });
});
