import { describe, expect, it } from "vitest";
import { wibInput } from "../time/wib";
import { dateAfter, endingsAfter, endOf, firstDate } from "./ending";

const at = (text: string) => Date.parse(`${text}:00+07:00`);
const words = (moment: number | null) => (moment === null ? null : wibInput(moment));
const morning = { from: at("2026-11-26T09:42"), shiftEnd: at("2026-11-26T15:00") };
const evening = { ...morning, from: at("2026-11-26T19:00") };

describe("the end of a closure", () => {
  it("follows the usual choices", () => {
    expect(words(endOf("shift", morning))).toBe("2026-11-26T15:00");
    expect(words(endOf("today", morning))).toBe("2026-11-27T00:00");
    expect(words(endOf("three_days", morning))).toBe("2026-11-29T00:00");
    expect(endOf("open", morning)).toBeNull();
  });

  it("is not offered when it lies behind", () => {
    expect(endingsAfter(morning)).toContain("shift");
    expect(endingsAfter(evening)).toEqual(["today", "three_days", "date", "open"]);
  });

  it("leaves a closure of the late evening more than minutes", () => {
    const late = at("2026-11-26T23:40");
    expect(words(endOf("today", { ...morning, from: late }))).toBe("2026-11-28T00:00");
  });

  it("is the moment that was typed, in WIB, when it lies ahead", () => {
    expect(words(dateAfter("2026-11-27T06:30", morning.from))).toBe("2026-11-27T06:30");
    expect(dateAfter("2026-11-26T09:00", morning.from)).toBeNull();
    expect(dateAfter("", morning.from)).toBeNull();
    expect(firstDate(morning.from)).toBe("2026-11-27T18:00");
  });
});
