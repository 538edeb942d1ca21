import { describe, expect, it } from "vitest";
import { browserOf } from "./browser";

describe("what signed in", () => {
  it.each([
    ["Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36", "Chrome, Windows"],
    [
      "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0",
      "Edge, Windows",
    ],
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iOS"],
    ["Mozilla/5.0 (Linux; Android 15) Chrome/130.0 Mobile Safari/537.36", "Chrome, Android"],
    ["python-httpx/0.28", "python-httpx/0.28"],
    ["x".repeat(60), `${"x".repeat(40)}…`],
    ["", ""],
  ])("%s is told as %s", (program, words) => {
    expect(browserOf(program)).toBe(words);
  });
});
