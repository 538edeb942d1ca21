import { describe, expect, it } from "vitest";
import type { DemandItem } from "../list/types";
import { arrowOf, coarse, factorsByDay, matching, rowsOf, shadeOf } from "./grid";

const item = (code: string, day: string, kg = 100, factors: DemandItem["factors"] = []) =>
  ({ code, name: `Desa ${code}`, kecamatan: "Mlonggo", stream: "residue", day, kg, factors }) as DemandItem;

describe("the table of the forecast", () => {
  it("has a row for each place and finds it by name or district", () => {
    const rows = rowsOf([item("a", "2026-11-23"), item("b", "2026-11-23"), item("a", "2026-11-24", 7)]);
    expect(rows.map(({ code, byDay }) => [code, byDay.size])).toEqual([
      ["a", 2],
      ["b", 1],
    ]);
    expect(rows[0]?.byDay.get("2026-11-24")?.kg).toBe(7);
    expect(matching(rows, "desa B").map(({ code }) => code)).toEqual(["b"]);
    expect(matching(rows, "mlonggo")).toHaveLength(2);
  });

  it("is darkest at the largest, and never blank where something gathers", () => {
    expect([0, 1, 250, 1000].map((kg) => shadeOf(kg, 1000))).toEqual([0, 1, 3, 5]);
    expect(shadeOf(0, 0)).toBe(0);
  });

  it("marks what the calendar raises or lowers", () => {
    const factors = (...values: number[]) => values.map((factor) => ({ name: "x", factor }));
    expect(arrowOf({ factors: factors(1.3) })).toBe("▲");
    expect(arrowOf({ factors: factors(0.8) })).toBe("▼");
    expect(arrowOf({ factors: factors(1.25, 0.8) })).toBe("");
  });

  it("names every factor of a day once", () => {
    const market = { name: "Pasar", factor: 1.2 };
    const days = factorsByDay([item("a", "2026-11-23", 1, [market]), item("b", "2026-11-23", 1, [market])]);
    expect([...(days.get("2026-11-23") ?? [])]).toEqual([["Pasar", 1.2]]);
  });

  it("rounds as coarsely as an estimate is", () => {
    expect([7.4, 643, 12_320].map(coarse)).toEqual([7, 640, 12_300]);
  });
});
