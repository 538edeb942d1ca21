import { beforeAll, describe, expect, it, vi } from "vitest";
import { textsOf } from "../i18n/texts";

// The client asks for the address of the page when it is loaded.
let failureWords: typeof import("./failure")["failureWords"];
let ApiError: typeof import("../api/client")["ApiError"];
beforeAll(async () => {
  vi.stubGlobal("window", { location: { origin: "http://127.0.0.1" } });
  ({ failureWords } = await import("./failure"));
  ({ ApiError } = await import("../api/client"));
});

describe("a failure in words", () => {
  it("of the line is said as such", () => {
    expect(failureWords(new TypeError("fetch failed"), textsOf("id"))).toContain(
      "Server tidak dapat dihubungi",
    );
  });

  it.each([
    [409, "conflict", "vehicle 'dt-01' is out of service already", "Sudah dicatat orang lain."],
    [409, "overtaken", "plan 3 is not valid any more: plan the rest anew", "Rencana lain sudah terbit"],
    [409, "no-plan", "no plan is valid on 2026-11-26", "Belum ada rencana terbit"],
    [403, "forbidden", "", "tidak boleh"],
    [404, "not-found", "there is no outage 7", "Sudah tidak ada."],
    [422, "refused", "a day from x to y", "Tidak tersimpan. a day from x to y"],
  ])("%i %s is told in our words", (status, code, detail, words) => {
    expect(failureWords(new ApiError(status, detail, code), textsOf("id"))).toContain(words);
  });
});
