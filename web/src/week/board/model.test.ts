import { describe, expect, it } from "vitest";
import { cell, MON, madeUpWeek, point, SUN, TUE, violation } from "./board.fixture";
import { cellKey, indexOf, offMean, overReasons, villagesOf } from "./model";

describe("the board's index", () => {
  const week = madeUpWeek();
  const index = indexOf(week);

  it("says of a village who comes on a day, to how many points, and for how much", () => {
    const village = index.villageRows.find(({ code }) => code === "A");
    expect(village?.cells[MON]).toEqual({ day: MON, kg: 1000, vehicles: ["01", "02"], points: ["A1", "A2"] });
    expect(village?.cells[TUE]?.vehicles).toEqual(["01"]);
    expect(village?.kg).toBe(1500);
  });

  it("sums a truck over the days on which it works", () => {
    expect(index.vehicleRows.map(({ kg, days }) => [kg, days])).toEqual([
      [1400, 2],
      [600, 1],
      [0, 0],
    ]);
  });

  it("marks a broken rule at the truck and at the village", () => {
    expect(index.marks.get(cellKey("01", TUE))).toHaveLength(1);
    expect(index.marks.get(cellKey("A", TUE))).toHaveLength(1);
    expect(index.marks.get(cellKey("A", MON))).toBeUndefined();
  });

  it("marks what is of no day at the village's row", () => {
    const marks = indexOf({ ...week, violations: [violation({ point: "B1" })] }).marks;
    expect([...marks.keys()]).toEqual(["B"]);
  });

  it("measures days against the mean of those with trucks", () => {
    expect(week.days.map((day) => offMean(day, index.meanKg))).toEqual([0.5, -0.5, null]);
  });

  it("counts what is left out apart from what nobody comes to", () => {
    const lost = [{ ...point("A3", "A", {}), excluded: true }, point("A4", "A", {})];
    const [village] = indexOf({ ...week, points: [...week.points, ...lost] }).villageRows;
    expect([village?.excluded, village?.unserved]).toEqual([1, 1]);
  });

  it("names the villages of a cell once each, in the order in which they are come to", () => {
    const found = villagesOf(week.cells[0] ?? cell("01", SUN), index.points);
    expect(found.map(({ code, kg }) => [code, kg])).toEqual([
      ["A", 400],
      ["B", 500],
    ]);
  });
});

describe("why a cell is over", () => {
  it.each([
    [{ over: true, hours: 9 }, ["hours"]],
    [{ over: true, fill_share: 1.2 }, ["load"]],
    [{ over: true, hours: 9, fill_share: 1.2 }, ["hours", "load"]],
    [{ over: true }, ["other"]],
    [{ over: false, hours: 8 }, []],
  ])("%j", (more, reasons) => {
    expect(overReasons(cell("01", MON, more))).toEqual(reasons);
  });
});
