import { describe, expect, it } from "vitest";
import { chains } from "./chains";

const line = (...xs: number[]) => xs.map((x) => [x, 0]);

describe("chosen pieces of road", () => {
  it("become one line where they follow one another, whichever way they run", () => {
    expect(chains([line(1, 2), line(3, 2), line(0, 1)])).toEqual([line(0, 1, 2, 3)]);
    expect(chains([line(1, 2), line(1, 0)])).toEqual([line(0, 1, 2)]);
  });

  it("stay apart where they do not touch", () => {
    expect(chains([line(0, 1), line(5, 6)])).toEqual([line(0, 1), line(5, 6)]);
  });

  it("count once when chosen twice", () => {
    expect(chains([line(0, 1, 2), line(2, 1, 0)])).toEqual([line(0, 1, 2)]);
    expect(chains([])).toEqual([]);
  });
});
