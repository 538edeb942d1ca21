import { describe, expect, it } from "vitest";
import type { Comparison, MovedPoint } from "../list/types";
import type { WeekMeasures } from "../types";
import { differentDays, found, isSame, measureRows, visitsOf } from "./difference";

const measures = (more: Partial<WeekMeasures> = {}): WeekMeasures => ({
  km: 100,
  hours: 0,
  overtime_hours: 0,
  kg: 5000,
  trips: 4,
  litres: 30,
  cost_idr: 1000,
  balance_share: 0.1,
  points: 9,
  visits: 0,
  moved_points: 0,
  moved_share: 0,
  unserved: 0,
  vehicle_days: 0,
  ...more,
});
const day = (kg: number) => ({ day: "2026-11-23", kg, km: 1, hours: 1, trips: 1, vehicles: 1 });

describe("two plans side by side", () => {
  it("show only figures that differ, and which way is better", () => {
    const rows = measureRows(measures(), measures({ km: 90, kg: 4000, trips: 5, litres: 30.001 }));
    expect(rows.map(({ name, difference, verdict }) => [name, difference, verdict])).toEqual([
      ["km", -10, "better"],
      ["kg", -1000, "worse"],
      ["trips", 1, null],
    ]);
  });

  it("show only days that differ", () => {
    const alike = { day: "2026-11-23", left: day(10), right: day(10.1) };
    const gone = { day: "2026-11-24", left: day(10), right: null };
    expect(differentDays([alike, gone])).toEqual([gone]);
  });

  it("say so when nothing differs", () => {
    const same = { left: measures(), right: measures(), days: [], moved: [] } as unknown as Comparison;
    expect(isSame(same)).toBe(true);
    expect(isSame({ ...same, moved: [{} as MovedPoint] })).toBe(false);
  });

  it("find a moved point by name, code and village", () => {
    const point = { name: "TPS Pasar", code: "P-12", village: "Jambu" } as MovedPoint;
    expect(found([point], "jambu pasar")).toHaveLength(1);
    expect(found([point], "srobyong")).toHaveLength(0);
  });

  it("pair days with trucks", () => {
    expect(visitsOf(["2026-11-23", "2026-11-26"], ["dt-01"])).toEqual([
      ["2026-11-23", "dt-01"],
      ["2026-11-26", null],
    ]);
  });
});
