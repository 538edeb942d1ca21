import { describe, expect, it } from "vitest";
import { BAND_INKS, BAND_TINTS, bandOf, countByBand, UPPER_MINUTES } from "./bands";

/** Relative luminance as WCAG 2 defines it. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe("classes of minutes", () => {
  it("have a tint each, and one for all that is farther", () => {
    expect(BAND_TINTS).toHaveLength(UPPER_MINUTES.length + 1);
    expect(BAND_INKS).toHaveLength(BAND_TINTS.length);
  });

  it("begin with their lower bound", () => {
    expect([0, 14.9, 15, 89.9, 90, 300].map(bandOf)).toEqual([0, 0, 1, 4, 5, 5]);
    expect(countByBand([1, 2, 15, 95])).toEqual([2, 1, 0, 0, 0, 1]);
  });

  it("grow darker, and the letters on them can be read", () => {
    const lightness = BAND_TINTS.map(luminance);
    expect([...lightness].sort((a, b) => b - a)).toEqual(lightness);
    for (const [band, tint] of BAND_TINTS.entries()) {
      const [light = 0, dark = 0] = [luminance(tint), luminance(BAND_INKS[band] ?? "")].sort((a, b) => b - a);
      expect((light + 0.05) / (dark + 0.05)).toBeGreaterThan(4.5);
    }
  });
});
