import { describe, expect, it } from "vitest";
import { metresBetween } from "./metres";

describe("the distance between two places", () => {
  it("is in metres", () => {
    expect(metresBetween([110.67, -6.59], [110.67, -6.58])).toBeCloseTo(1113, 0);
    expect(metresBetween([110.67, -6.59], [110.68, -6.59])).toBeCloseTo(1106, 0);
    expect(metresBetween([110.67, -6.59], [110.67, -6.59])).toBe(0);
  });
});
