import { describe, expect, it } from "vitest";
import { placeOf } from "./place";

describe("what of the weeks is open", () => {
  it.each([
    [null, { kind: "list" }],
    ["list", { kind: "list" }],
    ["12", { kind: "board", id: 12 }],
    ["12/vs/14", { kind: "page", name: "vs", parts: ["12", "14"] }],
    ["jobs/5", { kind: "page", name: "jobs", parts: ["5"] }],
    ["demand", { kind: "page", name: "demand", parts: [] }],
  ])("%s", (path, place) => {
    expect(placeOf(path)).toEqual(place);
  });
});
