import { describe, expect, it } from "vitest";
import { signPlace } from "./signPlace";

const ring = [
  [0, 0],
  [4, 0],
  [4, 2],
  [0, 2],
  [0, 0],
];

describe("the sign of a closure", () => {
  it("stands in the middle of an area", () => {
    expect(signPlace({ type: "Polygon", coordinates: [ring] })).toEqual([2, 1]);
    expect(signPlace({ type: "MultiPolygon", coordinates: [[ring]] })).toEqual([2, 1]);
  });

  it("stands half way along a road", () => {
    const line = [
      [0, 0],
      [1, 0],
      [1, 3],
    ];
    expect(signPlace({ type: "LineString", coordinates: line })).toEqual([1, 1]);
    expect(signPlace({ type: "MultiLineString", coordinates: [line] })).toEqual([1, 1]);
  });

  it("stands nowhere without a place", () => {
    expect(signPlace({ type: "Polygon", coordinates: [] })).toBeNull();
    expect(signPlace({ type: "LineString", coordinates: [] })).toBeNull();
  });
});
