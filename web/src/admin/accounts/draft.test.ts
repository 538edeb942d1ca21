import { describe, expect, it } from "vitest";
import type { Account } from "../officeTypes";
import { changesOf, draftOf, EMPTY, hasScope, nameFault, scopeOf } from "./draft";

const rini: Account = {
  id: 3,
  username: "rini",
  role: "dispatcher",
  scope: { kind: "kecamatan", values: ["Tahunan", "Jepara"] },
  disabled: false,
  created_at: "2026-11-20T01:00:00Z",
  must_change: false,
  last_sign_in_at: null,
};

describe("an account that is being typed", () => {
  it.each([
    ["r", "bad"],
    ["bu rini", "bad"],
    [".rini", "bad"],
    ["rini", "taken"],
    ["rini.s", null],
  ])("names are checked before the server is asked: %s", (name, fault) => {
    expect(nameFault(name, [rini])).toBe(fault);
  });

  it("needs at least one kecamatan or vehicle where it sees a part", () => {
    expect(hasScope(EMPTY)).toBe(true);
    expect(hasScope({ ...EMPTY, kind: "kecamatan" })).toBe(false);
    expect(hasScope({ ...EMPTY, kind: "vehicles", values: ["dt-01"] })).toBe(true);
  });

  it("forgets the chosen parts when it sees everything", () => {
    expect(scopeOf({ ...draftOf(rini), kind: "all" })).toEqual({ kind: "all", values: [] });
  });

  it("asks only for what was changed, whatever the order of the parts", () => {
    expect(changesOf(rini, draftOf(rini))).toEqual({});
    expect(changesOf(rini, { ...draftOf(rini), values: ["Jepara", "Tahunan"] })).toEqual({});
    expect(changesOf(rini, { ...draftOf(rini), role: "planner" })).toEqual({ role: "planner" });
    expect(changesOf(rini, { ...draftOf(rini), values: ["Jepara"] })).toEqual({
      scope: { kind: "kecamatan", values: ["Jepara"] },
    });
  });
});
