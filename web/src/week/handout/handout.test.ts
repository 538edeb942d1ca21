import { describe, expect, it } from "vitest";
import { named, waLink, waNumber } from "./message";
import { routesOf } from "./routes";

describe("texts for WhatsApp", () => {
  it.each([
    ["0812-3456-7890", "6281234567890"],
    ["+62 812 3456 7890", "6281234567890"],
    ["12345", null],
    [null, null],
  ])("the number %s is %s there", (phone, number) => {
    expect(waNumber(phone)).toBe(number);
  });

  it("open with the text, and without a number let one choose to whom", () => {
    expect(waLink("081234567890", "a & b")).toBe("https://wa.me/6281234567890?text=a%20%26%20b");
    expect(waLink(null, "x")).toBe("https://wa.me/?text=x");
  });

  it("are found by name", () => {
    const messages = [{ name: "Jambu", text_id: "", text_en: "" }];
    expect([named(messages, "jam").length, named(messages, "x").length]).toEqual([1, 0]);
  });
});

it("the routes of a day are told by plate with their points", () => {
  const line = { role: "route" as const, route_id: 5, vehicle_id: "dt-02", plate: "K 2", kind: null };
  const stop = { ...line, role: "stop" as const, kind: "collect" };
  const other = { ...line, route_id: 4, vehicle_id: "dt-01", plate: "K 1" };
  const features = [line, stop, stop, { ...stop, kind: "unload" }, other].map((properties) => ({
    properties,
  }));
  expect(routesOf(features)).toEqual([
    { id: 4, vehicle: "dt-01", plate: "K 1", points: 0 },
    { id: 5, vehicle: "dt-02", plate: "K 2", points: 2 },
  ]);
});
