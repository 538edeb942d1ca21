import { describe, expect, it } from "vitest";
import { id } from "../../i18n/week/side.id";
import { readWish, type WishForm } from "./wish";

const FORM: WishForm = {
  first_day: "2026-11-30",
  days: "7",
  name: " ",
  minutes: "10",
  start: "",
  most: "",
  where: "whole",
  kecamatan: [],
  areas: [],
};
const read = (more: Partial<WishForm>) => readWish({ ...FORM, ...more }, id.plan.faults);

describe("what is asked of the planner", () => {
  it("says no more than was chosen", () => {
    expect(read({})).toEqual({ body: { first_day: "2026-11-30", days: 7, time_limit_s: 600 }, faults: {} });
  });

  it("limits the changes only against a plan it starts from", () => {
    expect(read({ most: "20" }).body.most_moved).toBeUndefined();
    expect(read({ most: "20", start: "4" }).body).toMatchObject({ start_from: 4, most_moved: 20 });
    expect(read({ most: "0", start: "4" }).body.most_moved).toBe(0);
    expect(read({ most: "some", start: "4" }).faults.most).toBe(id.plan.faults.most);
  });

  it.each(["0", "15", "", "1.5", "seven"])("refuses %s days", (days) => {
    expect(read({ days }).faults.days).toBe(id.plan.faults.days);
  });

  it("wants districts where only some are meant, and two whole areas where it is split", () => {
    expect(read({ where: "some" }).faults.kecamatan).toBeDefined();
    const north = { key: 1, name: "Utara", kecamatan: ["Keling"], vehicles: ["dt-01"] };
    const south = { key: 2, name: "Selatan", kecamatan: ["Mayong"], vehicles: ["dt-02"] };
    expect(read({ where: "split", areas: [north] }).faults.areas).toBe(id.plan.faults.areas);
    expect(read({ where: "split", areas: [north, { ...south, vehicles: [] }] }).faults.areas).toContain(
      "Selatan",
    );
    expect(
      read({ where: "split", areas: [north, { ...south, vehicles: ["dt-01"] }] }).faults.areas,
    ).toContain("dt-01");
    const whole = read({ where: "split", areas: [north, south], kecamatan: ["Keling"] });
    expect(whole.faults).toEqual({});
    expect(whole.body.areas?.map(({ name }) => name)).toEqual(["Utara", "Selatan"]);
    expect(whole.body.kecamatan).toBeUndefined();
  });
});
