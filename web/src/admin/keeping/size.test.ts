import { describe, expect, it } from "vitest";
import { sizeParts } from "./size";

describe("the size of a backup", () => {
  it.each([
    [999, [999, "B"]],
    [1_500, [1.5, "kB"]],
    [1_500_000, [1.5, "MB"]],
    [2e9, [2, "GB"]],
  ])("is told as people compare it: %d", (bytes, parts) => {
    expect(sizeParts(bytes)).toEqual(parts);
  });
});
