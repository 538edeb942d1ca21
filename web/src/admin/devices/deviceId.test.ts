import { describe, expect, it } from "vitest";
import { faultOf, suggestedId } from "./deviceId";

describe("the name of a device", () => {
  it("is not complained about before something is typed", () => {
    expect(faultOf("", [])).toBeNull();
  });

  it("has 3 to 32 small letters, digits or hyphens and is not taken", () => {
    expect(faultOf("HP Budi", [])).toBe("bad");
    expect(faultOf("ab", [])).toBe("bad");
    expect(faultOf("hp-budi", [{ id: "hp-budi" }])).toBe("taken");
    expect(faultOf("hp-budi", [{ id: "hp-ani" }])).toBeNull();
  });

  it.each(["867730050001234", "B 123_X", "é", "--", "x".repeat(60)])(
    "is suggested so that it holds: %s",
    (called) => {
      expect(faultOf(suggestedId(called), [])).toBeNull();
    },
  );
});
