import { describe, expect, it } from "vitest";
import { isArea, newArea, newPiece, nextTool, type Step, type Tool } from "./tool";

const run = (first: Tool, ...steps: Step[]) => steps.reduce(nextTool, first as Tool | null);
const click = (lon: number, lat: number): Step => ({ do: "click", at: [lon, lat] });
const triangle = [click(0, 0), click(1, 0), click(0, 1)];

describe("drawing an area", () => {
  it("closes from three corners on, not before", () => {
    expect(run(newArea, click(0, 0), click(1, 0), { do: "close" })).toMatchObject({ closed: false });
    expect(run(newArea, ...triangle, { do: "close" })).toMatchObject({ closed: true });
  });

  it("takes the second click of a double click for none", () => {
    expect(run(newArea, ...triangle, click(0, 1), { do: "close" })).toMatchObject({
      corners: [
        [0, 0],
        [1, 0],
        [0, 1],
      ],
    });
  });

  it("ignores clicks once closed, moves corners, and opens again before it loses one", () => {
    const closed = run(newArea, ...triangle, { do: "close" }) as Tool;
    expect(run(closed, click(5, 5))).toEqual(closed);
    expect(run(closed, { do: "move", corner: 2, at: [2, 2] })).toMatchObject({
      corners: [
        [0, 0],
        [1, 0],
        [2, 2],
      ],
    });
    const opened = run(closed, { do: "undo" });
    expect(opened).toMatchObject({ closed: false });
    expect((opened as Extract<Tool, { kind: "area" }>).corners).toHaveLength(3);
    expect(run(closed, { do: "undo" }, { do: "undo" })).toMatchObject({
      corners: [
        [0, 0],
        [1, 0],
      ],
    });
  });

  it("is an area only when its sides do not cross", () => {
    expect(
      isArea([
        [0, 0],
        [1, 1],
        [1, 0],
        [0, 1],
      ]),
    ).toBe(false);
    expect(isArea([[0, 0]])).toBe(false);
  });
});

describe("choosing pieces of road", () => {
  it("gathers clicks and lets each go", () => {
    const chosen = run(newPiece, click(1, 1), click(2, 2), click(3, 3));
    expect(chosen).toMatchObject({
      clicks: [
        [1, 1],
        [2, 2],
        [3, 3],
      ],
    });
    expect(nextTool(chosen, { do: "drop", click: 1 })).toMatchObject({
      clicks: [
        [1, 1],
        [3, 3],
      ],
    });
    expect(nextTool(chosen, { do: "undo" })).toMatchObject({
      clicks: [
        [1, 1],
        [2, 2],
      ],
    });
  });
});

describe("any tool", () => {
  it("ends, and nothing happens without one", () => {
    expect(run(newArea, { do: "end" })).toBeNull();
    expect(nextTool(null, click(1, 1))).toBeNull();
  });

  it("moves a place to where was clicked", () => {
    const tool: Tool = { kind: "place", facility: 3, at: null, closed: false };
    expect(run(tool, click(1, 2))).toMatchObject({ facility: 3, at: [1, 2] });
  });
});
