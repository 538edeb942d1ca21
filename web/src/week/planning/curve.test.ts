import { describe, expect, it } from "vitest";
import { curveOf } from "./curve";

const SIZE = { width: 100, height: 10 };

describe("the curve of the best cost", () => {
  it("is not there before anything was found", () => {
    expect(curveOf([], 5, 60, SIZE)).toBeNull();
  });

  it("falls in steps on an axis that ends with the limit", () => {
    const found = [
      [0, 200],
      [50, 100],
    ] as const;
    expect(curveOf(found, 80, 100, SIZE)).toEqual({
      path: "M0 0H50V10H80",
      end: { x: 80, y: 10 },
      first: 200,
      last: 100,
    });
  });

  it("keeps within its box when a job runs past its limit", () => {
    expect(curveOf([[0, 200]], 130, 100, SIZE)?.end.x).toBe(100);
  });
});
