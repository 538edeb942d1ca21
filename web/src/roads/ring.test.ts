import { describe, expect, it } from "vitest";
import { closedRing, crossesItself, type LonLat } from "./ring";

const SQUARE: LonLat[] = [
  [110.6, -6.6],
  [110.7, -6.6],
  [110.7, -6.5],
  [110.6, -6.5],
];

describe("the outline of an area", () => {
  it("ends where it began", () => {
    expect(closedRing(SQUARE)).toHaveLength(5);
    expect(closedRing(SQUARE).at(-1)).toEqual(SQUARE[0]);
    expect(closedRing([])).toEqual([]);
  });

  it("may be bent inwards", () => {
    expect(crossesItself(SQUARE)).toBe(false);
    expect(crossesItself([...SQUARE, [110.65, -6.55]])).toBe(false);
  });

  it("crosses itself as a bow tie does", () => {
    const [a, b, c, d] = SQUARE as [LonLat, LonLat, LonLat, LonLat];
    expect(crossesItself([a, c, b, d])).toBe(true);
  });

  it("crosses itself when a corner lies on another side", () => {
    expect(crossesItself([...SQUARE, [110.65, -6.6]])).toBe(true);
  });

  it("crosses itself when a side goes back on the one before", () => {
    expect(
      crossesItself([
        [0, 0],
        [2, 0],
        [1, 0],
        [1, 1],
      ]),
    ).toBe(true);
  });

  it("encloses nothing when it goes to and fro", () => {
    expect(
      crossesItself([
        [0, 0],
        [1, 0],
        [2, 0],
      ]),
    ).toBe(true);
  });
});
