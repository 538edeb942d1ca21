import { describe, expect, it } from "vitest";
import { dayWords, shiftDay, wibDate, wibTime } from "./wib";

describe("WIB", () => {
  it("writes hours with a point, 24 hours", () => {
    expect(wibTime("2026-11-26T02:42:00Z")).toBe("09.42");
    expect(wibTime("2026-11-26T10:05:59Z")).toBe("17.05");
  });

  it("has the next date at 05.30 WIB although UTC is still on the day before", () => {
    expect(wibTime("2026-11-25T22:30:00Z")).toBe("05.30");
    expect(wibDate("2026-11-25T22:30:00Z", "id")).toBe("Kam 26 Nov");
  });

  it("writes an operating day in both languages", () => {
    expect(dayWords("2026-08-16", "id")).toBe("Min 16 Agu");
    expect(dayWords("2026-08-16", "en")).toBe("Sun 16 Aug");
  });

  it("steps over the end of a month", () => {
    expect(shiftDay("2026-11-30", 1)).toBe("2026-12-01");
    expect(shiftDay("2026-03-01", -1)).toBe("2026-02-28");
  });
});
