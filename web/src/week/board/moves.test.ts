import { describe, expect, it } from "vitest";
import { MON, madeUpWeek, SUN, TUE } from "./board.fixture";
import { indexOf } from "./model";
import { moveOf, type Taken, type Target, touchedBy } from "./moves";

const index = indexOf(madeUpWeek());
const working = new Set([MON, TUE]);
const A1: Taken = { kind: "point", code: "A1", fromDay: MON, fromVehicle: "01" };
const A: Taken = { kind: "village", code: "A", fromDay: MON, fromVehicle: "01" };

describe("where what was taken may be put down", () => {
  it.each<[string, Taken, Target, object]>([
    [
      "a point on another day",
      A1,
      { day: TUE, vehicle: null },
      { edit: { kind: "move", point: "A1", from_day: MON, to_day: TUE } },
    ],
    [
      "a point on another day and truck",
      A1,
      { day: TUE, vehicle: "02" },
      { edit: { kind: "move", point: "A1", from_day: MON, to_day: TUE, vehicle: "02" } },
    ],
    [
      "a point with another truck of its day",
      A1,
      { day: MON, vehicle: "02" },
      { edit: { kind: "assign", point: "A1", day: MON, vehicle: "02" } },
    ],
    [
      "a village on another day",
      { ...A, fromVehicle: null },
      { day: TUE, vehicle: null },
      { edit: { kind: "move_village", village: "A", from_day: MON, to_day: TUE } },
    ],
    [
      "a village with another truck of its day",
      A,
      { day: MON, vehicle: "02" },
      { edit: { kind: "move_village", village: "A", from_day: MON, to_day: MON, vehicle: "02" } },
    ],
    ["where it is", A1, { day: MON, vehicle: "01" }, { refused: "same" }],
    ["on its own day", A, { day: MON, vehicle: null }, { refused: "same" }],
    ["on a day without trucks", A1, { day: SUN, vehicle: null }, { refused: "no-trucks" }],
    ["on a truck that is away", A1, { day: TUE, vehicle: "03" }, { refused: "away" }],
  ])("%s", (_, taken, target, move) => {
    expect(moveOf(taken, target, index, working)).toEqual(move);
  });
});

describe("what an edit is seen to touch before its answer", () => {
  it("is both days of a village, with every truck that comes there", () => {
    const keys = touchedBy({ kind: "move_village", village: "A", from_day: MON, to_day: TUE }, index);
    expect([...keys].sort()).toEqual(
      [`01|${MON}`, `01|${TUE}`, `02|${MON}`, `02|${TUE}`, `A|${MON}`, `A|${TUE}`].sort(),
    );
  });

  it("is the truck that a point goes to as well as the one that it leaves", () => {
    const keys = touchedBy({ kind: "assign", point: "A1", day: MON, vehicle: "02" }, index);
    expect([...keys].sort()).toEqual([`01|${MON}`, `02|${MON}`, `A|${MON}`]);
  });

  it("is all days of a point whose frequency changes, and nothing known where one is undone", () => {
    expect(touchedBy({ kind: "frequency", point: "A1", times: 1 }, index).size).toBe(4);
    expect(touchedBy({ kind: "undo" }, index).size).toBe(0);
  });
});
