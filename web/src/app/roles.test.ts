import { describe, expect, it } from "vitest";
import type { Me } from "../api/types";
import { mayAdminister, mayCloseRoads, mayPlan, mayRecord, mayReplan, maySeeWeeks } from "./roles";

const me = (role: Me["role"], kind: Me["scope"]["kind"] = "all") => ({ role, scope: { kind } }) as Me;

describe("what an account may do with roads", () => {
  it("lets a dispatcher of the whole regency close them, and nobody below", () => {
    expect([me("viewer"), me("dispatcher"), me("planner"), me("admin")].map(mayCloseRoads)).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });

  it("does not let a part of the regency close roads or plan for all of it", () => {
    const part = me("admin", "kecamatan" as Me["scope"]["kind"]);
    expect(mayAdminister(part)).toBe(true);
    expect(mayCloseRoads(part)).toBe(false);
    expect(mayPlan(part)).toBe(false);
  });

  it("shows weeks to dispatchers of the whole regency, and nobody below", () => {
    expect([me("viewer"), me("dispatcher"), me("planner")].map(maySeeWeeks)).toEqual([false, true, true]);
    expect(maySeeWeeks(me("planner", "kecamatan" as Me["scope"]["kind"]))).toBe(false);
  });

  it("leaves plans and true places to planners", () => {
    expect([me("dispatcher"), me("planner"), me("admin")].map(mayPlan)).toEqual([false, true, true]);
  });
});

describe("what an account may do when the day goes wrong", () => {
  const roles = [me("viewer"), me("dispatcher"), me("planner"), me("admin")];

  it("lets viewers look and dispatchers act", () => {
    expect(roles.map(mayRecord)).toEqual([false, true, true, true]);
    expect(roles.map(mayReplan)).toEqual([false, true, true, true]);
  });

  it("lets a part of the regency record what happens there, but not plan for all", () => {
    const part = me("dispatcher", "kecamatan" as Me["scope"]["kind"]);
    expect([mayRecord(part), mayReplan(part)]).toEqual([true, false]);
  });
});
