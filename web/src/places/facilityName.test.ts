import { describe, expect, it } from "vitest";
import { facilityName } from "./facilityName";

describe("the name of a facility", () => {
  it("says that its place is an estimate only while it is one", () => {
    const name = "Pool truk DLH (perkiraan)";
    expect(facilityName({ name, estimated: true })).toBe(name);
    expect(facilityName({ name, estimated: false })).toBe("Pool truk DLH");
  });
});
