import { describe, expect, it } from "vitest";
import { byReason } from "./leftOut";

const point = (name: string, reason: string) => ({ code: name, name, reason });

describe("points left out", () => {
  it("are gathered by their reason, the most frequent first", () => {
    const points = [point("A", "full"), point("B", "late"), point("C", "late")];
    expect(byReason(points, ({ reason }) => reason)).toEqual([
      { reason: "Late", remedy: null, names: ["B", "C"] },
      { reason: "Full", remedy: null, names: ["A"] },
    ]);
    expect(byReason([], () => "")).toEqual([]);
  });

  it("say what would make the first of a group servable", () => {
    const remedy = ({ name }: { name: string }) => (name === "A" ? null : `${name} later`);
    const groups = byReason(
      [point("A", "late"), point("B", "late"), point("C", "late")],
      (p) => p.reason,
      remedy,
    );
    expect(groups[0]?.remedy).toBe("B later");
  });
});
