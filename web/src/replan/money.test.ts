import { describe, expect, it } from "vitest";
import { rupiah, signed } from "./money";

describe("money", () => {
  it("is short and grouped", () => {
    expect(rupiah(9_300)).toBe("Rp 9.300");
    expect(rupiah(242_820)).toBe("Rp 243 rb");
    expect(rupiah(1_254_000)).toBe("Rp 1,25 jt");
  });

  it("shows a difference with its sign first", () => {
    expect(signed(12_300, rupiah)).toBe("+Rp 12 rb");
    expect(signed(-2_000_000, rupiah)).toBe("−Rp 2,00 jt");
  });
});
