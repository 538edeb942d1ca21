import { describe, expect, it } from "vitest";
import { kilograms, kilometres, number } from "./format";

describe("numbers", () => {
  it("group thousands by points and decimals by a comma", () => {
    expect(number(1234.5, 1)).toBe("1.234,5");
    expect(number(1234567)).toBe("1.234.567");
    expect(number(999)).toBe("999");
  });

  it("have a sign only when something is left after rounding", () => {
    expect(number(-0.04, 1)).toBe("0,0");
    expect(number(-12)).toBe("−12");
  });

  it("say that kilograms are an estimate", () => {
    expect(kilograms(643)).toBe("±640 kg");
    expect(kilograms(1234)).toBe("±1,2 t");
  });

  it("show kilometres", () => {
    expect(kilometres(12_440)).toBe("12,4 km");
  });
});
