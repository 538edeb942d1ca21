import { expect, it } from "vitest";
import { kirOf } from "./kir";

it.each([
  ["2026-11-25", "expired", -1],
  ["2026-11-26", "soon", 0],
  ["2026-12-26", "soon", 30],
  ["2026-12-27", "valid", 31],
  [null, "unknown", null],
  ["", "unknown", null],
])("a test valid until %s is %s", (until, state, days) => {
  expect(kirOf(until, "2026-11-26")).toEqual({ state, days });
});
