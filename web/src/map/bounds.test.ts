import { describe, expect, it } from "vitest";
import { boundsOf } from "./bounds";

describe("the box around a geometry", () => {
  it("holds every corner, however deep the coordinates lie", () => {
    const ring = [
      [110.6, -6.6],
      [110.8, -6.5],
      [110.7, -6.7],
    ];
    const box = [
      [110.6, -6.7],
      [110.8, -6.5],
    ];
    expect(boundsOf(ring)).toEqual(box);
    expect(boundsOf([ring])).toEqual(box);
    expect(boundsOf([[ring]])).toEqual(box);
    expect(boundsOf([])).toBeNull();
  });
});
