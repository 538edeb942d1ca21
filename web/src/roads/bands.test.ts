import { describe, expect, it } from "vitest";
import { BAND_INKS, BAND_TINTS, bandOf, countByBand, UPPER_MINUTES } from "./bands";

describe("classes of minutes", () => {
  it("have a tint each, and one for all that is farther", () => {
    expect(BAND_TINTS).toHaveLength(UPPER_MINUTES.length + 1);
    expect(BAND_INKS).toHaveLength(BAND_TINTS.length);
  });

  it("begin with their lower bound", () => {
    expect([0, 14.9, 15, 89.9, 90, 300].map(bandOf)).toEqual([0, 0, 1, 4, 5, 5]);
    expect(countByBand([1, 2, 15, 95])).toEqual([2, 1, 0, 0, 0, 1]);
  });

  it("grow darker", () => {
    const lightness = BAND_TINTS.map((tint) => {
      const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt(tint.slice(at, at + 2), 16));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    });
    expect([...lightness].sort((a, b) => b - a)).toEqual(lightness);
  });
});
