import { describe, expect, it } from "vitest";
import type { PointFeature } from "../api/types";
import { byNeed } from "./order";

const point = (name: string, status: string, eta: string | null = null, visited_at: string | null = null) =>
  ({ properties: { name, status, eta, visited_at } }) as PointFeature;

describe("points", () => {
  it("come by need: missed, late, unplanned, planned by time, done newest first, not today", () => {
    const names = byNeed([
      point("rest", "not_today"),
      point("done early", "done", null, "2026-11-22T01:00:00Z"),
      point("done just now", "done", null, "2026-11-22T02:00:00Z"),
      point("planned later", "planned", "2026-11-22T05:00:00Z"),
      point("planned soon", "planned", "2026-11-22T04:00:00Z"),
      point("late", "late"),
      point("nobody comes", "unplanned"),
      point("missed", "missed"),
    ]).map((item) => item.properties.name);
    expect(names).toEqual([
      "missed",
      "late",
      "nobody comes",
      "planned soon",
      "planned later",
      "done just now",
      "done early",
      "rest",
    ]);
  });
});
