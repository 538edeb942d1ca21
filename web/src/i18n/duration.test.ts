import { describe, expect, it } from "vitest";
import { duration } from "./duration";
import { textsOf } from "./texts";

describe("a span", () => {
  it.each([
    [-5, "0 dtk"],
    [40, "40 dtk"],
    [60, "1 mnt"],
    [18 * 60 + 59, "18 mnt"],
    [7200, "2 jam"],
    [7500, "2 jam 5 mnt"],
    [3 * 86_400, "3 hari"],
  ])("of %d seconds reads %s", (seconds, words) => {
    expect(duration(seconds, textsOf("id"))).toBe(words);
  });
});
