import { describe, expect, it } from "vitest";
import { byReason } from "./leftOut";

const point = (name: string, reason: string) => ({ code: name, name, reason });

describe("points left out", () => {
  it("are gathered by their reason, the most frequent first", () => {
    const points = [point("A", "full"), point("B", "late"), point("C", "late")];
    expect(byReason(points, ({ reason }) => reason)).toEqual([
      { reason: "Late", names: ["B", "C"] },
      { reason: "Full", names: ["A"] },
    ]);
    expect(byReason([], () => "")).toEqual([]);
  });
});
