import { describe, expect, it } from "vitest";
import { clearCentre, coveredBy, isClear, WIDE_PANEL_PX } from "./clearArea";

const DESK = { clientWidth: 930, clientHeight: 700 };
const PHONE = { clientWidth: 360, clientHeight: 600 };

describe("the clear part of the map", () => {
  it("lies left of the panel on a desk", () => {
    expect(isClear({ x: 300, y: 350 }, DESK)).toBe(true);
    expect(isClear({ x: 800, y: 350 }, DESK)).toBe(false);
    expect(clearCentre(DESK)[0]).toBeLessThan(0);
  });

  it("is smaller beside the wide panel of a re-plan", () => {
    expect(isClear({ x: 450, y: 350 }, DESK)).toBe(true);
    expect(isClear({ x: 450, y: 350 }, DESK, WIDE_PANEL_PX)).toBe(false);
  });

  it("lies above the sheet on a phone", () => {
    expect(isClear({ x: 180, y: 150 }, PHONE)).toBe(true);
    expect(isClear({ x: 180, y: 450 }, PHONE)).toBe(false);
    expect(clearCentre(PHONE)[1]).toBeLessThan(0);
  });

  it("is the whole map of a desk without a panel", () => {
    expect(coveredBy(DESK, false).right).toBe(coveredBy(DESK, false).left);
  });
});
