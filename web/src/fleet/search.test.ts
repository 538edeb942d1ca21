import { describe, expect, it } from "vitest";
import { matches } from "./search";

describe("search", () => {
  it.each([
    ["", true],
    ["9521", true],
    ["k9521c", true],
    ["jambu MELAYANI", true],
    ["bangsri", false],
  ])("%j in a truck's texts is %s", (search, found) => {
    expect(matches(search, ["K 9521 C", "melayani Jambu", null])).toBe(found);
  });
});
