import { describe, expect, it } from "vitest";
import { numberText, parseDegrees, parseNumber } from "./numbers";

describe("a typed number", () => {
  it.each([
    ["12,5", 12.5],
    ["12.5", 12.5],
    ["1.234", 1234],
    ["1.234.567,25", 1234567.25],
    [" 1 200 ", 1200],
    ["−3", -3],
    ["0", 0],
  ])("%s is read as it looks", (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });

  it.each(["", "abc", "1,2,3", "1.23.4", "12 kg", "1e9"])("%s is no number", (text) => {
    expect(parseNumber(text)).toBeNaN();
  });

  it("comes back from its field", () => {
    for (const value of [0.23, 1283687, -6.5]) expect(parseNumber(numberText(value))).toBe(value);
  });
});

describe("typed degrees", () => {
  it("have a decimal point even before three digits", () => {
    expect(parseDegrees("110.668")).toBe(110.668);
    expect(parseDegrees("-6,572325")).toBe(-6.572325);
    expect(parseDegrees("6°34'")).toBeNaN();
  });
});
