import { describe, expect, it } from "vitest";
import { faultOf } from "./newPassword";

const LONG = "sampah jadi berkah";

describe("a new password", () => {
  it.each([
    ["waits for the present one", { old: "", fresh: LONG, again: LONG }, "empty"],
    ["needs ten characters", { old: "x", fresh: "pendek", again: "pendek" }, "short"],
    ["is another one", { old: LONG, fresh: LONG, again: LONG }, "same"],
    ["is typed twice", { old: "x", fresh: LONG, again: "" }, "empty"],
    ["is typed twice alike", { old: "x", fresh: LONG, again: `${LONG}!` }, "differs"],
    ["is good otherwise", { old: "x", fresh: LONG, again: LONG }, null],
  ])("%s", (_, typed, fault) => {
    expect(faultOf(typed)).toBe(fault);
  });
});
