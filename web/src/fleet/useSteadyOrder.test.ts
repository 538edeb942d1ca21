import { describe, expect, it } from "vitest";
import { inOrder } from "./useSteadyOrder";

describe("a steady order", () => {
  it("keeps rows in place, drops what is gone and appends what is new", () => {
    const items = ["new", "c", "a"];
    expect(inOrder(items, (item) => item, ["a", "b", "c"])).toEqual(["a", "c", "new"]);
  });
});
