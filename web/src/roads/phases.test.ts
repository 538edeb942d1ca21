import { describe, expect, it } from "vitest";
import type { ClosureFeature } from "../api/types";
import { byPhase } from "./phases";

const closure = (id: number, properties: Partial<ClosureFeature["properties"]>) =>
  ({ id, properties: { valid_to: null, lifted_at: null, ...properties } }) as ClosureFeature;
const at = (hour: number) => `2026-11-26T${String(hour).padStart(2, "0")}:00:00Z`;

describe("the list of closures", () => {
  it("groups by phase, and what was lifted is over", () => {
    const { now, coming, past } = byPhase([
      closure(1, { state: "now" }),
      closure(2, { state: "now", valid_to: at(9) }),
      closure(3, { state: "coming", valid_from: at(20) }),
      closure(4, { state: "coming", valid_from: at(12) }),
      closure(5, { state: "past", valid_to: at(2) }),
      closure(6, { state: "lifted", valid_to: at(23), lifted_at: at(5) }),
    ]);
    expect(now.map(({ id }) => id)).toEqual([2, 1]);
    expect(coming.map(({ id }) => id)).toEqual([4, 3]);
    expect(past.map(({ id }) => id)).toEqual([6, 5]);
  });
});
