import { describe, expect, it } from "vitest";
import type { Position } from "../api/types";
import { continued, type TailFix, withFix } from "./tail";

const fix = (second: number, lon: number) =>
  ({ lon, lat: -6.6, fix_time: new Date(second * 1000).toISOString() }) as Position;

describe("a track that goes on", () => {
  it("is continued by the fixes that arrived after it was read", () => {
    const tail = [fix(10, 1), fix(20, 2), fix(30, 3)].reduce(withFix, [] as readonly TailFix[]);
    expect(continued([[0, 0]], 15, tail)).toEqual([
      [0, 0],
      [2, -6.6],
      [3, -6.6],
    ]);
  });

  it("does not take the same fix twice", () => {
    const tail = [fix(10, 1), fix(10, 1), fix(5, 9)].reduce(withFix, [] as readonly TailFix[]);
    expect(tail).toHaveLength(1);
  });

  it("stays empty while nothing was read", () => {
    expect(continued([], undefined, [[1, 2, 3]])).toEqual([]);
  });
});
