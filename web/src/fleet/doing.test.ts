import { describe, expect, it } from "vitest";
import type { Position } from "../api/types";
import { textsOf } from "../i18n/texts";
import { doing } from "./doing";

const truck = (changes: Partial<Position>) =>
  ({ state: "driving", place_name: null, next_stop: null, ...changes }) as Position;
const next_stop = { name: "TPA Bandengan", eta: "2026-11-22T01:00:00Z", late_s: 0 };

describe("what a truck does", () => {
  it.each([
    [truck({ next_stop }), "ke TPA Bandengan"],
    [truck({}), ""],
    [truck({ state: "serving", place_name: "Pasar Jambu", next_stop }), "Pasar Jambu"],
    [truck({ state: "standing", place_name: "pool" }), "di pool"],
    [truck({ state: "no_signal", next_stop }), "menuju TPA Bandengan"],
    [truck({ state: "broken" }), ""],
  ])("names the place that matters", (position, words) => {
    expect(doing(position, textsOf("id"))).toBe(words);
  });
});
