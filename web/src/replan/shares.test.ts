import { describe, expect, it } from "vitest";
import { byChange, costDifference, figuresOf, isEmptied, laterMinutes, pairOf, scalesOf } from "./shares";
import type { Share, VehicleChange } from "./types";

const FROZEN = "2026-11-26T02:00:00Z";
const share = (stops: number, more: Partial<Share> = {}): Share => ({
  stops,
  trips: 1,
  km: 12.5,
  kg: 900,
  returns_at: "2026-11-26T05:30:00Z",
  ...more,
});
const change = (plate: string, more: Partial<VehicleChange> = {}): VehicleChange => ({
  vehicle_id: plate,
  plate,
  changed: true,
  before: share(5),
  after: share(5),
  gained: [],
  lost: [],
  ...more,
});
const points = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ code: `P${n}`, name: `Titik ${n}` }));

describe("before and after", () => {
  it("counts hours from the frozen moment until home", () => {
    expect(figuresOf(share(5), FROZEN).hours).toBe(3.5);
    expect(figuresOf(null, FROZEN).hours).toBe(0);
  });

  it("never shows hours below nothing for a truck that is home already", () => {
    expect(figuresOf(share(0, { returns_at: "2026-11-26T01:00:00Z" }), FROZEN).hours).toBe(0);
  });

  it("takes a truck without a route as nothing", () => {
    const spare = change("spare", { before: null, after: share(3) });
    expect(pairOf(spare, "stops", FROZEN)).toEqual({ before: 0, after: 3 });
  });

  it("has one scale over all trucks, and never one of nothing", () => {
    const changes = [change("a", { after: share(9) }), change("b", { before: share(12, { km: 80 }) })];
    expect(scalesOf(changes, FROZEN)).toEqual({ stops: 12, trips: 1, km: 80, hours: 3.5 });
    expect(scalesOf([], FROZEN).stops).toBe(1);
  });

  it("says how much later a truck is home, but not for one that had or has no route", () => {
    const later = change("a", { after: share(7, { returns_at: "2026-11-26T05:52:00Z" }) });
    expect(laterMinutes(later)).toBe(22);
    expect(laterMinutes(change("b", { before: null }))).toBeNull();
    expect(laterMinutes(change("c", { after: null }))).toBeNull();
  });

  it("knows the truck that stops", () => {
    expect(isEmptied(change("a", { after: null }))).toBe(true);
    expect(isEmptied(change("b", { before: null, after: null }))).toBe(false);
  });

  it("puts who stops first, then who takes over most; who does not change is left out", () => {
    const order = byChange([
      change("gives", { lost: points(2) }),
      change("same", { changed: false }),
      change("takes one", { gained: points(1) }),
      change("takes three", { gained: points(3) }),
      change("broken", { after: share(0), lost: points(4) }),
    ]).map((item) => item.plate);
    expect(order).toEqual(["broken", "takes three", "takes one", "gives"]);
  });

  it("gives the cost's difference in rupiah and per cent", () => {
    expect(costDifference(1_000_000, 1_050_000)).toEqual({ rupiah: 50_000, percent: 5 });
    expect(costDifference(0, 700).percent).toBeNull();
  });
});
