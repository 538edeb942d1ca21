import { describe, expect, it } from "vitest";
import { isEmpty, ownVehicles } from "./start";

describe("the first steps of an office", () => {
  it("are shown until there is something of everything", () => {
    expect(isEmpty({ points: 0, vehicles: 0, devices: 0 })).toBe(true);
    expect(isEmpty({ points: 200, vehicles: 12, devices: 0 })).toBe(true);
    expect(isEmpty({ points: 200, vehicles: 12, devices: 1 })).toBe(false);
  });

  it("counts vehicles with made-up plates in a demo only", () => {
    const list = [{ sample: true }, { sample: true }, { sample: false }];
    expect(ownVehicles(list, false)).toBe(1);
    expect(ownVehicles(list, true)).toBe(3);
  });
});
