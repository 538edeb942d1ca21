import { describe, expect, it } from "vitest";
import type { BoardCell, Violation, WeekBoard } from "../types";
import { groupsOf, shownOf, withJob } from "./jobs";
import { publishing } from "./publish";
import { broken, byPeriod, nextMonday, periodWords } from "./rows";
import type { ListedWeek, NamedJob } from "./types";

const week = (more: Partial<ListedWeek>) =>
  ({ first_day: "2026-11-23", days: 7, number: 1, status: "draft", feasible: true, ...more }) as ListedWeek;
const job = (id: number, more: Partial<NamedJob> = {}) =>
  ({ id, group_id: null, status: "done", kind: "plan", ...more }) as NamedJob;

describe("the list of weeks", () => {
  it("stands by period, the published plan first", () => {
    const groups = byPeriod([
      week({ id: 1, number: 1 }),
      week({ id: 2, number: 2, status: "published" }),
      week({ id: 3, number: 3, status: "archived" }),
      week({ id: 4, number: 4 }),
      week({ id: 5, first_day: "2026-11-30" }),
    ]);
    expect(groups.map(({ weeks }) => weeks.map(({ id }) => id))).toEqual([[5], [2, 4, 1, 3]]);
  });

  it("names the period with its year", () => {
    expect(periodWords("2026-12-28", 7, "id")).toBe("Sen 28 Des – Min 3 Jan 2027");
    expect(periodWords("2026-11-25", 1, "en")).toBe("Wed 25 Nov 2026");
  });

  it("counts broken rules where the server does", () => {
    expect(broken({ feasible: true })).toBe(0);
    expect(broken({ feasible: false })).toBeNull();
    expect(broken({ feasible: false, violations: 3 })).toBe(3);
  });

  it.each([
    ["2026-11-22", "2026-11-23"],
    ["2026-11-23", "2026-11-30"],
    ["2026-11-27", "2026-11-30"],
  ])("the Monday after %s is %s", (day, monday) => {
    expect(nextMonday(day)).toBe(monday);
  });
});

describe("jobs", () => {
  const jobs = [
    job(9, { status: "running" }),
    job(11, { group_id: 9, status: "running" }),
    job(10, { group_id: 9, status: "waiting" }),
    job(4),
    job(3, { group_id: 2 }),
  ];

  it("of one request stand together, and one whose request is gone alone", () => {
    expect(groupsOf(jobs).map(({ head, areas }) => [head.id, areas.map(({ id }) => id)])).toEqual([
      [9, [10, 11]],
      [4, []],
      [3, []],
    ]);
  });

  it("are put in their place by the stream, and new ones first", () => {
    const ids = (told: NamedJob) => withJob([job(2), job(1)], told).map(({ id, status }) => [id, status]);
    expect(ids(job(1, { status: "running" }))).toEqual([
      [2, "done"],
      [1, "running"],
    ]);
    expect(ids(job(3))[0]).toEqual([3, "done"]);
  });

  it("that ended before one's eyes stay on the screen", () => {
    const ids = (watched: number[]) => shownOf(jobs, new Set(watched)).cards.map(({ head }) => head.id);
    expect(ids([])).toEqual([9]);
    expect(ids([4])).toEqual([9, 4]);
  });
});

describe("publishing", () => {
  const cell = (day: string, vehicle: string, more: Partial<BoardCell> = {}) =>
    ({
      day,
      vehicle,
      state: "works",
      trips: 2,
      stops: [{}],
      leaves_at: `${day}T00:00:00Z`,
      ...more,
    }) as BoardCell;
  const days = ["2026-11-22", "2026-11-23", "2026-11-24"].map((day) => ({ day, holiday: "" }));
  const board = (more: Partial<WeekBoard> = {}) =>
    ({
      status: "draft",
      days,
      violations: [],
      cells: [
        cell("2026-11-22", "dt-01"),
        cell("2026-11-23", "dt-01"),
        cell("2026-11-23", "dt-02", { stops: [] }),
      ],
      ...more,
    }) as unknown as WeekBoard;

  it("tells which trucks get a route on which mornings, and leaves begun days alone", () => {
    const plan = publishing(board(), "2026-11-22");
    expect(plan.days.map(({ begun, vehicles }) => [begun, vehicles])).toEqual([
      [true, ["dt-01"]],
      [false, ["dt-01"]],
      [false, []],
    ]);
    expect([plan.trucks, plan.ahead.length, plan.stopped]).toEqual([1, 1, null]);
  });

  it("is stopped by rules that must hold, by nothing being left, and by being done", () => {
    const rule = { hard: true } as Violation;
    const stopped = (more: Partial<WeekBoard>, today = "2026-11-22") =>
      publishing(board(more), today).stopped;
    expect(stopped({ violations: [rule] })).toBe("rules");
    expect(stopped({ violations: [{ ...rule, hard: false }] })).toBeNull();
    expect(stopped({}, "2026-11-24")).toBe("begun");
    expect(stopped({ status: "published" })).toBe("published");
  });
});
