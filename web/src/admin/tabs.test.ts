import { describe, expect, it } from "vitest";
import type { Me } from "../api/types";
import { tabsOf } from "./tabs";

const me = (role: Me["role"], kind: Me["scope"]["kind"] = "all") => ({ role, scope: { kind } }) as Me;

describe("the office's tabs", () => {
  it("gives whoever looks only the lists to take along", () => {
    expect(tabsOf(me("viewer"))).toEqual(["exports"]);
    expect(tabsOf(me("driver"))).toEqual([]);
  });

  it("keeps new devices and imports from those who see a part of the regency", () => {
    expect(tabsOf(me("dispatcher", "kecamatan"))).toEqual(["devices", "exports"]);
    expect(tabsOf(me("planner", "kecamatan"))).not.toContain("import");
  });

  it("lets planners import, and only administrators near accounts", () => {
    expect(tabsOf(me("planner"))).toEqual(["devices", "new", "import", "exports"]);
    expect(tabsOf(me("admin"))).toContain("accounts");
  });
});
