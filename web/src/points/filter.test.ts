import { describe, expect, it } from "vitest";
import type { PointProperties } from "../api/types";
import { POINT_FILTERS, pointPasses } from "./filter";

const point = (id: number, status: PointProperties["status"]) => ({ id, status }) as PointProperties;
const points = [point(1, "missed"), point(2, "late"), point(3, "unplanned"), point(4, "planned")];

describe("the filter of points", () => {
  it.each([
    ["all", [1, 2, 3, 4]],
    ["missed", [1]],
    ["late", [2]],
    ["unplanned", [3]],
    ["urgent", [3, 4]],
  ] as const)("%s shows %j", (filter, shown) => {
    const found = points.filter((each) => pointPasses(filter, each, new Set([3, 4])));
    expect(found.map(({ id }) => id)).toEqual(shown);
  });

  it("begins with all", () => {
    expect(POINT_FILTERS[0]).toBe("all");
  });
});
