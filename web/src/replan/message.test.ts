import { describe, expect, it } from "vitest";
import { type MessageStop, mapLink, messageOf, type Remaining } from "./message";

const stop = (name: string, at: string, more: Partial<MessageStop> = {}): MessageStop => ({
  kind: "collect",
  trip: 2,
  name,
  place: `p:${name}`,
  lat: -6.591234,
  lon: 110.6678912,
  status: "planned",
  eta: null,
  planned_arrival: `2026-11-26T${at}:00Z`,
  ...more,
});
const route = (...stops: MessageStop[]): Remaining => ({ plate: "K 9521 C", day: "2026-11-26", stops });
const NOW = Date.parse("2026-11-26T02:42:00Z");

describe("the text for a driver", () => {
  it("holds only what is still ahead, in order, with expected times and map links", () => {
    const text = messageOf(
      route(
        stop("Pasar Jambu", "02:00", { status: "done" }),
        stop("Sekuro 1", "02:40", { status: "next", eta: "2026-11-26T02:50:00Z" }),
        stop("Sekuro 2", "03:00", { status: "late" }),
        stop("TPA Bandengan", "03:40", { kind: "unload" }),
        stop("Pool DLH (perkiraan)", "04:10", { kind: "end" }),
      ),
      NOW,
    );
    expect(text).toBe(
      [
        "*Rute K 9521 C*",
        "Kam 26 Nov, disusun pukul 09.42",
        "",
        "Sisa 2 titik, 1 rit. Urutannya:",
        "1. 09.50 Sekuro 1",
        "https://maps.google.com/?q=-6.59123,110.66789",
        "2. 10.00 Sekuro 2",
        "https://maps.google.com/?q=-6.59123,110.66789",
        "↓ 10.40 bongkar di TPA Bandengan",
        "https://maps.google.com/?q=-6.59123,110.66789",
        "⌂ 11.10 pulang ke Pool DLH",
        "https://maps.google.com/?q=-6.59123,110.66789",
        "",
        "Ada halangan? Kabari pengatur lapangan.",
      ].join("\n"),
    );
  });

  it("heads the trips when there are several, and counts points through", () => {
    const text = messageOf(
      route(
        stop("A", "02:50"),
        stop("TPA", "03:40", { kind: "unload" }),
        stop("B", "04:10", { trip: 3 }),
        stop("TPA", "04:40", { kind: "unload", trip: 3 }),
      ),
      NOW,
    );
    expect(text).toContain("Sisa 2 titik, 2 rit");
    expect(text.split("\n").filter((line) => line.startsWith("*Rit"))).toEqual(["*Rit 2*", "*Rit 3*"]);
    expect(text).toContain("2. 11.10 B");
  });

  it("says what is new and what falls away", () => {
    const text = messageOf(route(stop("A", "02:50"), stop("B", "03:00")), NOW, {
      gained: [{ code: "b", name: "B" }],
      lost: [{ code: "c", name: "C" }],
    });
    expect(text).toMatch(/^\*RUTE BARU K 9521 C\*/);
    expect(text).toContain("Tambahan: B\nTidak usah ke: C");
    expect(text).toContain("2. 10.00 B (BARU)");
    expect(text).not.toContain("A (BARU)");
  });

  it("says that nothing is left", () => {
    expect(messageOf(route(), NOW)).toContain("Tidak ada tujuan lagi hari ini.");
    expect(messageOf(route(stop("A", "02:00", { status: "missed" })), NOW)).toContain(
      "Tidak ada tujuan lagi",
    );
  });

  it("names what remains when only unloading and the way home do", () => {
    const text = messageOf(route(stop("TPA", "03:40", { kind: "unload" })), NOW);
    expect(text).toContain("Tidak ada titik lagi. Tinggal:");
    expect(text).toContain("bongkar di TPA");
  });

  it("writes degrees that a map understands", () => {
    expect(mapLink(-6.5, 110)).toBe("https://maps.google.com/?q=-6.50000,110.00000");
  });
});
