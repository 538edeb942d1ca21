import { describe, expect, it } from "vitest";
import { MON, madeUpWeek, TUE, violation } from "./board.fixture";
import { costWords, dayHead, offMeanWords, spanWords, tonnes } from "./format";
import { placeOfViolation } from "./jump";
import { indexOf } from "./model";
import { pinAt } from "./pins";
import { stepOf } from "./place";
import { inOrder, orderOf, vehiclesFound, villagesFound } from "./rows";
import { drawn } from "./shownOnMap";
import { scrollFor, windowOf } from "./window";

const week = madeUpWeek();
const index = indexOf(week);

describe("figures in few signs", () => {
  it("says tonnes and how far a day lies from the mean", () => {
    expect(tonnes(3240)).toBe("3,2");
    expect([0.042, -0.118, 0.001].map(offMeanWords)).toEqual(["+4 %", "−12 %", "0 %"]);
  });

  it("says which days a week has", () => {
    expect(dayHead(MON, "id")).toEqual(["Sen", "23 Nov"]);
    expect(spanWords([{ day: MON }, { day: "2026-11-29" }], "id")).toBe("23–29 Nov");
    expect(spanWords([{ day: "2026-11-30" }, { day: "2026-12-06" }], "en")).toBe("30 Nov – 6 Dec");
  });

  it("says what an edit costs, with signs", () => {
    const difference = { km: 4.24, litres: -1.1, hours: 0.3, cost_idr: 12_400 };
    expect(costWords({ ...difference, new_violations: [], gone_violations: [] }, { hour: "jam" })).toEqual([
      "+4,2 km",
      "−1,1 l",
      "+0,3 jam",
      "+Rp 12 rb",
    ]);
  });
});

describe("the keyboard in the grid", () => {
  const size = { rows: 34, columns: 9, page: 10 };
  it.each([
    ["ArrowRight", false, { row: 0, column: 2 }],
    ["ArrowUp", false, { row: 0, column: 1 }],
    ["PageDown", false, { row: 10, column: 1 }],
    ["End", false, { row: 0, column: 8 }],
    ["End", true, { row: 33, column: 8 }],
    ["x", false, null],
  ])("%s (Ctrl: %s)", (key, ctrl, place) => {
    expect(stepOf(key, ctrl, { row: 0, column: 1 }, size)).toEqual(place);
  });
});

describe("the rows that are drawn", () => {
  it("are those in sight and a few around them", () => {
    expect(windowOf(195, 48, 4800, 480)).toEqual({ first: 94, end: 116 });
    expect(windowOf(3, 48, 0, 480)).toEqual({ first: 0, end: 3 });
    expect(windowOf(0, 48, 0, 480)).toEqual({ first: 0, end: 0 });
  });

  it("come into sight by the shortest way", () => {
    expect(scrollFor(5, 48, 0, 480)).toBeNull();
    expect(scrollFor(20, 48, 0, 480)).toBe(528);
    expect(scrollFor(2, 48, 480, 480)).toBe(96);
  });
});

describe("the order of the trucks", () => {
  const order = orderOf([...index.vehicleRows].reverse());
  it("begins with those that work, and stays as it was when an edit gives one its first work", () => {
    expect(order).toEqual(["02", "01", "03"]);
    expect(inOrder(index.vehicleRows, order).map(({ vehicle }) => vehicle.id)).toEqual(order);
  });
});

describe("what is looked for", () => {
  it("finds a truck by plate or driver and a village by its district", () => {
    expect(vehiclesFound(index.vehicleRows, "pak 02").map(({ vehicle }) => vehicle.id)).toEqual(["02"]);
    expect(villagesFound(index.villageRows, "JEPARA")).toHaveLength(2);
    expect(villagesFound(index.villageRows, "desa b").map(({ code }) => code)).toEqual(["B"]);
  });
});

describe("where a broken rule is looked at", () => {
  it.each([
    [
      { day: TUE, vehicle: "01", point: "A1" },
      { row: { kind: "truck", code: "01" }, day: TUE, point: "A1" },
    ],
    [{ point: "B1" }, { row: { kind: "village", code: "B" }, day: null, point: "B1" }],
    [{ day: TUE }, { row: null, day: TUE, point: null }],
    [{ facility: "tpa" }, null],
  ])("%j", (more, place) => {
    expect(placeOfViolation(violation(more), index)).toEqual(place);
  });
});

describe("what holds a point", () => {
  const held = { ...week.points[0], pinned: [{ day: null, vehicle: "01" }] } as (typeof week.points)[0];
  it("is a pin on its day, or one on the truck that comes then", () => {
    expect(pinAt(held, MON)).not.toBeNull();
    expect(pinAt({ ...held, pinned: [{ day: TUE, vehicle: "" }] }, MON)).toBeNull();
  });
});

describe("the small map", () => {
  const selection = { row: { kind: "truck", code: "01" }, day: MON, point: null } as const;
  const shown = drawn(week, index, selection);

  it("numbers the points of a cell and lets the others step back", () => {
    expect(shown.points.features.map(({ properties: p }) => [p.code, p.order, p.focus])).toEqual([
      ["A1", "1", true],
      ["A2", "", false],
      ["B1", "2", true],
    ]);
  });

  it("draws the order as a line from the pool over what is unloaded and back", () => {
    expect(shown.line.features[0]?.geometry.coordinates.slice(-2)).toEqual([
      [110.7, -6.5],
      [110.65, -6.6],
    ]);
    expect(drawn(week, index, null).line.features).toEqual([]);
  });
});
