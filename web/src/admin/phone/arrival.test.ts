import { describe, expect, it } from "vitest";
import type { Arrivals } from "../types";
import { arrivalOf } from "./arrival";

const now = (more: Partial<Arrivals>): Arrivals => ({
  device_id: "hp-budi",
  now: "2026-11-26T07:04:00Z",
  first_fix_at: null,
  last_fix_at: null,
  last_received_at: null,
  fixes: 0,
  refused: 0,
  last_reasons: [],
  ...more,
});
const nothing = { fixes: 0, refused: 0 };

describe("a phone that joins", () => {
  it("is waited for until something comes", () => {
    expect(arrivalOf(nothing, undefined)).toEqual({ kind: "waiting" });
    expect(arrivalOf(nothing, now({}))).toEqual({ kind: "waiting" });
  });

  it("has arrived with its first position", () => {
    const told = now({
      fixes: 2,
      first_fix_at: "2026-11-26T07:03:00Z",
      last_received_at: "2026-11-26T07:03:30Z",
    });
    expect(arrivalOf(nothing, told)).toEqual({ kind: "arrived", at: "2026-11-26T07:03:00Z", fixes: 2 });
  });

  it("is waited for again when all of it is older than the new code", () => {
    const told = now({
      fixes: 9,
      first_fix_at: "2026-11-20T00:00:00Z",
      last_received_at: "2026-11-20T00:00:00Z",
    });
    expect(arrivalOf({ fixes: 9, refused: 0 }, told)).toEqual({ kind: "waiting" });
  });

  it("that is refused says why", () => {
    const told = now({ refused: 1, last_reasons: ["in_future"] });
    expect(arrivalOf(nothing, told)).toEqual({ kind: "refused", reasons: ["in_future"] });
  });
});
