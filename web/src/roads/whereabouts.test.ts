import { describe, expect, it } from "vitest";
import { whereabouts } from "./whereabouts";

const villages = [
  { name: "Lebak", at: [110.72, -6.6] as const },
  { name: "Kecapi", at: [110.69, -6.6] as const },
];

describe("where a closure lies", () => {
  it("is said by the roads' names, each once and not too many", () => {
    expect(whereabouts(["Jl. Pemuda", null, "Jl. Pemuda"], [[110.7, -6.6]], villages)).toBe("Jl. Pemuda");
    expect(whereabouts(["A", "B", "C"], [], villages)).toBe("A, B");
  });

  it("is said by the nearest village where no road has a name", () => {
    const places = [
      [110.69, -6.61],
      [110.7, -6.59],
    ] as const;
    expect(whereabouts([null], places, villages)).toBe("Kecapi");
    expect(whereabouts([], [], villages)).toBe("");
    expect(whereabouts([], places, [])).toBe("");
  });
});
