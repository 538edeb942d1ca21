import { describe, expect, it } from "vitest";
import type { Device } from "../types";
import { clockSays, countsOf, remarksOf, shownOf } from "./health";

const device = (id: string, more: Partial<Device> = {}) =>
  ({
    id,
    state: "ok",
    vehicle_id: null,
    gateway: null,
    credential: "valid",
    simulated: false,
    ...more,
  }) as Device;

const plateOf = (id: string) => (id === "dt-01" ? "K 9501 C" : id);

describe("the list of devices", () => {
  const all = [
    device("a"),
    device("b", { state: "silent" }),
    device("c", { state: "copied", vehicle_id: "dt-01" }),
  ];

  it("begins with what needs a person", () => {
    const shown = shownOf(all, { text: "", state: null }, plateOf);
    expect(shown.map(({ id }) => id)).toEqual(["c", "b", "a"]);
  });

  it("finds a device by the plate of its vehicle", () => {
    expect(shownOf(all, { text: "k9501", state: null }, plateOf).map(({ id }) => id)).toEqual(["c"]);
  });

  it("shows one state when asked, and counts all", () => {
    expect(shownOf(all, { text: "", state: "silent" }, plateOf).map(({ id }) => id)).toEqual(["b"]);
    expect(countsOf(all).get("ok")).toBe(1);
  });
});

describe("a clock", () => {
  it.each([
    [null, null],
    [-4, "right"],
    [90, "ahead"],
    [-3600, "behind"],
  ] as const)("that is off by %s s is %s", (skew, words) => {
    expect(clockSays(skew)).toBe(words);
  });
});

it("a device behind a gateway needs no secret of its own", () => {
  expect(remarksOf(device("a", { credential: "none", gateway: "traccar" }))).toEqual([]);
  expect(remarksOf(device("a", { credential: "none" }))).toEqual(["noSecret"]);
});
