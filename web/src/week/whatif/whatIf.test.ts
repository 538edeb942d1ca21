import { expect, it } from "vitest";
import { readWhatIf } from "./whatIf";

const FORM = {
  vehicles: ["dt-01"],
  facilities: [],
  holidays: ["2026-11-25", "2026-11-24"],
  most: "",
  minutes: "5",
};

it("what is taken away is sent in order, and something must be", () => {
  expect(readWhatIf(FORM)).toEqual({
    body: {
      without_vehicles: ["dt-01"],
      closed_facilities: [],
      holidays: ["2026-11-24", "2026-11-25"],
      time_limit_s: 300,
    },
    fault: null,
  });
  expect(readWhatIf({ ...FORM, vehicles: [], holidays: [] }).fault).toBe("nothing");
  expect(readWhatIf({ ...FORM, most: "-1" }).fault).toBe("most");
  expect(readWhatIf({ ...FORM, most: "12" }).body.most_moved).toBe(12);
});
