import { describe, expect, it } from "vitest";
import { en } from "../i18n/replan/en";
import { id } from "../i18n/replan/id";
import { reasonKept, reasonShown } from "./reasons";

const words = id.outage.reasons;

describe("a reason", () => {
  it("is kept as the Indonesian word with what was added", () => {
    expect(reasonKept({ code: "tyre", detail: " kiri belakang " }, words)).toBe("Ban: kiri belakang");
    expect(reasonKept({ code: "engine", detail: "" }, words)).toBe("Mesin");
  });

  it("of another kind is the person's own words alone", () => {
    expect(reasonKept({ code: "other", detail: "kehabisan solar" }, words)).toBe("kehabisan solar");
    expect(reasonKept({ code: "other", detail: "  " }, words)).toBe("");
  });

  it("is shown in the language of the screen, a person's words as they are", () => {
    expect(reasonShown("Ban: kiri belakang", words, en.outage.reasons)).toBe("Tyre: kiri belakang");
    expect(reasonShown("Bandel terus", words, en.outage.reasons)).toBe("Bandel terus");
  });
});
