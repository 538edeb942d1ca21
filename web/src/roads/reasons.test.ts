import { describe, expect, it } from "vitest";
import { textsOf } from "../i18n/texts";
import { reasonKept, reasonShown } from "./reasons";

const en = textsOf("en");

describe("the reason of a closure", () => {
  it("is kept in Indonesian, with what a person adds", () => {
    expect(reasonKept("flood", " ")).toBe("Banjir");
    expect(reasonKept("flood", "selutut")).toBe("Banjir: selutut");
    expect(reasonKept("other", " Karnaval ")).toBe("Karnaval");
    expect(reasonKept("other", "")).toBe("");
  });

  it("is shown in the language of the screen", () => {
    expect(reasonShown("Perbaikan jalan: km 3", en)).toBe("Road works: km 3");
    expect(reasonShown("Banjir", textsOf("id"))).toBe("Banjir");
    expect(reasonShown("Pasaran", en)).toBe("Pasaran");
  });
});
