import { describe, expect, it } from "vitest";
import { StackClock } from "./clock";

const T = Date.parse("2026-11-22T05:00:00Z");
const STACK = Date.parse("2026-11-20T23:00:00Z");

function demo(receivedAt: number, sinceAnchorS: number, rate = 60) {
  const now = new Date(STACK + sinceAnchorS * rate * 1000).toISOString();
  const anchor_real = new Date(T).toISOString();
  return StackClock.from({ now, rate, anchor_real, anchor_stack: new Date(STACK).toISOString() }, receivedAt);
}

describe("stack clock", () => {
  it("runs at its rate", () => {
    const clock = demo(T + 10_000, 10);
    expect(clock.at(T + 20_000)).toBe(STACK + 20 * 60_000);
  });

  it("does not trust the browser's clock", () => {
    const wrongByAnHour = 3_600_000;
    const clock = demo(T + 10_000 + wrongByAnHour, 10);
    expect(clock.at(T + 20_000 + wrongByAnHour)).toBe(STACK + 20 * 60_000);
  });

  it("stands while the stack holds it at the beginning", () => {
    const clock = demo(T - 5000, 0);
    expect(clock.at(T + 60_000)).toBe(STACK);
  });

  it("joins real time and never passes it", () => {
    const clock = demo(T + 10_000, 10, 1000);
    const later = T + 1_000_000;
    expect(clock.at(later)).toBe(later);
  });

  it("follows the server's time in an office", () => {
    const clock = StackClock.from({ now: "2026-11-22T05:00:00Z", rate: 1 }, 1000);
    expect(clock.at(6000)).toBe(T + 5000);
  });
});
