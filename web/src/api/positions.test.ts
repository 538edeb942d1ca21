import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PositionStore } from "./positions";
import type { Position } from "./types";

const position = (vehicle_id: string, fix_time: string, lon = 110.7) =>
  ({ vehicle_id, fix_time, lon, lat: -6.6 }) as Position;

describe("position store", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("does not go back to an older fix", () => {
    const store = new PositionStore();
    store.apply([position("dt-01", "2026-11-22T01:00:10Z", 110.8)]);
    store.apply([position("dt-01", "2026-11-22T01:00:00Z", 110.7)]);
    expect(store.get("dt-01")?.lon).toBe(110.8);
  });

  it("tells the map at once and React at most twice a second", () => {
    const store = new PositionStore();
    const map = vi.fn();
    const react = vi.fn();
    store.onApply(map);
    store.subscribe(react);
    for (let s = 0; s < 10; s++) store.apply([position("dt-01", `2026-11-22T01:00:0${s}Z`)]);
    expect(map).toHaveBeenCalledTimes(11);
    vi.advanceTimersByTime(500);
    expect(react).toHaveBeenCalledTimes(1);
    expect(store.snapshot()).toHaveLength(1);
  });

  it("keeps its snapshot equal until something changed", () => {
    const store = new PositionStore();
    store.apply([position("dt-01", "2026-11-22T01:00:00Z")]);
    vi.advanceTimersByTime(500);
    expect(store.snapshot()).toBe(store.snapshot());
  });

  it("knows the newest fix", () => {
    const store = new PositionStore();
    expect(store.newestFix()).toBeNull();
    store.apply([position("dt-01", "2026-11-22T01:00:00Z"), position("dt-02", "2026-11-22T00:00:00Z")]);
    expect(store.newestFix()).toBe(Date.parse("2026-11-22T01:00:00Z"));
  });

  it("forgets whom this account is no longer shown, on the map at once", () => {
    const store = new PositionStore();
    const map = vi.fn();
    store.apply([position("dt-01", "2026-11-22T01:00:00Z"), position("dt-02", "2026-11-22T01:00:00Z")]);
    store.onApply(map);
    store.remove(["dt-01", "nobody"]);
    expect(map).toHaveBeenLastCalledWith([], ["dt-01"]);
    store.keepOnly(new Set());
    vi.advanceTimersByTime(500);
    expect(store.snapshot()).toHaveLength(0);
  });
});
