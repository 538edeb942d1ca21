import { describe, expect, it } from "vitest";
import { hexdump, readable } from "./hexdump";

describe("raw bytes", () => {
  it("are shown with offset, hex and what can be printed", () => {
    const lines = hexdump(btoa('{"lat": -6.59}\x00\xff!')).split("\n");
    expect(lines[0]).toBe('0000  7b 22 6c 61 74 22 3a 20 2d 36 2e 35 39 7d 00 ff  {"lat": -6.59}··');
    expect(lines[1]).toMatch(/^0010 {2}21 {45} {2}!$/);
  });

  it("that are none show nothing", () => {
    expect(hexdump("")).toBe("");
  });

  it("are laid out when they are JSON and left alone when not", () => {
    expect(readable('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(readable("{broken")).toBe("{broken");
  });
});
