import { describe, expect, it } from "vitest";
import type { Position, Vehicle } from "../api/types";
import { FLEET_FILTERS, passes, sparesOf } from "./filter";

const vehicle = (id: string, more: Partial<Vehicle> = {}) =>
  ({ id, planned: true, has_route: false, broken_since: null, ...more }) as Vehicle;
const truck = (vehicle_id: string, state: Position["state"]) =>
  ({
    vehicle_id,
    state,
    stops_done: 0,
    stops_total: 5,
    next_stop: null,
    closure_ahead: null,
    plan_id: null,
  }) as Position;

describe("trucks without a plan", () => {
  it("are those that could drive and have no route; not broken ones, not village vehicles", () => {
    const spares = sparesOf([
      vehicle("idle"),
      vehicle("driving", { has_route: true }),
      vehicle("broken", { broken_since: "2026-11-26T01:00:00Z" }),
      vehicle("village", { planned: false }),
    ]);
    expect(spares.map(({ id }) => id)).toEqual(["idle"]);
  });
});

describe("the filter of the fleet", () => {
  it.each([
    ["all", ["idle", "broken", "works"]],
    ["eye", ["broken"]],
    ["unplanned", ["idle"]],
  ] as const)("%s shows %j", (filter, shown) => {
    const trucks = [truck("idle", "standing"), truck("broken", "broken"), truck("works", "driving")];
    const found = trucks.filter((each) => passes(filter, each, new Set(["idle"])));
    expect(found.map(({ vehicle_id }) => vehicle_id)).toEqual(shown);
  });

  it("begins with all", () => {
    expect(FLEET_FILTERS[0]).toBe("all");
  });
});
