import { describe, expect, it } from "vitest";
import { certainty } from "./certainty";

describe("how sure a matched day is", () => {
  it("is said in words", () => {
    expect([0.97, 0.8, 0.79, 0.5, 0.2, null].map(certainty)).toEqual([
      "high",
      "high",
      "middle",
      "middle",
      "low",
      "none",
    ]);
  });
});
