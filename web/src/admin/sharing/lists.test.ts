import { describe, expect, it } from "vitest";
import type { Me } from "../../api/types";
import { exportPath, listsOf } from "./lists";

const DAYS = { day: "2026-11-26", from: "2026-11-20", to: "2026-11-26" };
const me = (role: Me["role"], kind: Me["scope"]["kind"] = "all") => ({ role, scope: { kind } }) as Me;

describe("lists to take along", () => {
  it("ask for the days that concern them, and for no others", () => {
    expect(exportPath("points", "gpkg", DAYS)).toBe("exports/points.gpkg");
    expect(exportPath("routes", "geojson", DAYS)).toBe("exports/routes.geojson?day=2026-11-26");
    expect(exportPath("rit", "xlsx", DAYS)).toBe("exports/rit.xlsx?from=2026-11-20&to=2026-11-26");
  });

  it("keep persons from those who do not plan, and devices from those who only look", () => {
    expect(listsOf(me("viewer"))).not.toContain("devices");
    expect(listsOf(me("dispatcher"))).not.toContain("crews");
    expect(listsOf(me("planner"))).toContain("crews");
    expect(listsOf(me("planner", "kecamatan"))).not.toContain("crews");
  });
});
