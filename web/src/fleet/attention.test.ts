import { describe, expect, it } from "vitest";
import type { Position } from "../api/types";
import { byAttention, levelOf, needsEye } from "./attention";

const truck = (changes: Partial<Position>): Position =>
  ({
    vehicle_id: "dt-01",
    plate: "K 9501 C",
    state: "driving",
    stops_done: 2,
    stops_total: 10,
    next_stop: null,
    closure_ahead: null,
    plan_id: 1,
    plan_acknowledged: true,
    ...changes,
  }) as Position;
const late = (minutes: number) => ({ name: "x", eta: "2026-11-22T01:00:00Z", late_s: minutes * 60 });

describe("need of attention", () => {
  it("puts broken before silent before late before working before finished", () => {
    const order = byAttention([
      truck({ vehicle_id: "finished", state: "standing", stops_done: 10 }),
      truck({ vehicle_id: "working" }),
      truck({ vehicle_id: "late", next_stop: late(12) }),
      truck({ vehicle_id: "broken", state: "broken" }),
      truck({ vehicle_id: "silent", state: "no_signal" }),
      truck({ vehicle_id: "very late", next_stop: late(40) }),
      truck({ vehicle_id: "hindered", closure_ahead: {} as Position["closure_ahead"] }),
    ]).map((item) => item.vehicle_id);
    expect(order).toEqual(["broken", "silent", "hindered", "very late", "late", "working", "finished"]);
  });

  it("puts the truck that comes to a closed road first before the others that will", () => {
    const at = (hour: string) => ({ at: `2026-11-22T${hour}:00Z` }) as Position["closure_ahead"];
    const order = byAttention([
      truck({ vehicle_id: "noon", plate: "A", closure_ahead: at("05:00") }),
      truck({ vehicle_id: "soon", plate: "B", closure_ahead: at("01:06") }),
    ]).map((item) => item.vehicle_id);
    expect(order).toEqual(["soon", "noon"]);
  });

  it("does not worry about a silent truck that has finished", () => {
    expect(levelOf(truck({ state: "no_signal", stops_done: 10 }))).toBe("finished");
  });

  it("lets a truck that has come home rest, however late it was", () => {
    expect(levelOf(truck({ state: "standing", stops_done: 10, next_stop: late(40) }))).toBe("finished");
  });

  it("worries about a truck that has not received its plan", () => {
    expect(needsEye(truck({ plan_acknowledged: false }))).toBe(true);
    expect(needsEye(truck({ plan_id: null, plan_acknowledged: false }))).toBe(false);
  });

  it("keeps two trucks in place while their delays differ by less than a step", () => {
    const a = truck({ vehicle_id: "a", plate: "A", next_stop: late(11) });
    const b = truck({ vehicle_id: "b", plate: "B", next_stop: late(14) });
    expect(byAttention([b, a]).map((item) => item.plate)).toEqual(["A", "B"]);
  });
});
