import { describe, expect, it } from "vitest";
import type { EditAnswer } from "../types";
import { cell, MON, madeUpWeek, TUE, violation } from "./board.fixture";
import { merged } from "./merge";

const week = madeUpWeek();
const AT = "2026-11-21T02:00:00Z";
const answer = (more: Partial<EditAnswer> = {}): EditAnswer => ({
  version: 4,
  days: week.days,
  cells: [],
  points: [],
  violations: [],
  measures: week.measures,
  feasible: true,
  wishes: {},
  difference: { km: 0, litres: 0, hours: 0, cost_idr: 0, new_violations: [], gone_violations: [] },
  edits: [],
  can_undo: true,
  can_redo: false,
  ...more,
});

describe("an edit's answer over the board", () => {
  it("keeps as the same objects what it does not name, so that they are not drawn anew", () => {
    const after = merged(week, answer({ cells: [cell("01", MON, { kg: 1 })] }), "rina", AT);
    expect(after.cells.map((one, place) => one === week.cells[place])).toEqual([false, true, true, true]);
    expect(after.points.every((one, place) => one === week.points[place])).toBe(true);
    expect(after.cells[0]?.kg).toBe(1);
  });

  it("adds a cell that was not there", () => {
    const after = merged(week, answer({ cells: [cell("02", TUE)] }), "rina", AT);
    expect(after.cells).toHaveLength(week.cells.length + 1);
  });

  it("leaves a point its name and place, of which the answer says nothing", () => {
    const after = merged(week, answer({ points: [{ code: "A2", days: [TUE] }] }), "rina", AT);
    expect(after.points[1]).toEqual({ ...week.points[1], days: [TUE] });
  });

  it("takes all broken rules anew, and whether the week can be published with them", () => {
    const after = merged(week, answer({ violations: [violation({})], feasible: false }), "rina", AT);
    expect([after.violations.length, after.feasible]).toEqual([1, false]);
  });

  it("does not undo a newer one when it comes late", () => {
    expect(merged({ ...week, version: 5 }, answer(), "rina", AT).version).toBe(5);
  });

  it("says who changed the week and when", () => {
    const after = merged(week, answer(), "budi", AT);
    expect([after.version, after.changed_by, after.changed_at]).toEqual([4, "budi", AT]);
  });
});
