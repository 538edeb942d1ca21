import { describe, expect, it } from "vitest";
import { choiceOf, claimedTwice, fieldsOf, headingsIn, isChanged, stillMissing } from "./mapping";

const COLUMNS = [
  { heading: "Nama TPS", field: "name", sample: "TPS Pasar" },
  { heading: "Ket", field: null, sample: "" },
];

describe("columns of a file", () => {
  it("begin as they were understood, and change one by one", () => {
    const choice = choiceOf(COLUMNS);
    expect(choice).toEqual({ "Nama TPS": "name", Ket: "" });
    expect(isChanged(COLUMNS, choice)).toBe(false);
    expect(isChanged(COLUMNS, { ...choice, Ket: "note" })).toBe(true);
  });

  it("may not claim one field twice, but many may be left out", () => {
    expect(claimedTwice({ a: "name", b: "name", c: "", d: "" })).toEqual(["name"]);
    expect(claimedTwice({ a: "name", b: "note" })).toEqual([]);
  });

  it("need what is required; one column of coordinates stands for two", () => {
    expect(stillMissing(["code", "lon", "lat"], { a: "coordinates" })).toEqual(["code"]);
    expect(stillMissing(["lon", "lat"], { a: "lon" })).toEqual(["lat"]);
    expect(stillMissing(["coordinates"], { a: "lon", b: "lat" })).toEqual([]);
  });

  it("can become what the template has, and what was understood besides", () => {
    expect(fieldsOf(["code", "name"], COLUMNS)).toEqual(["code", "name"]);
    expect(fieldsOf(["code"], COLUMNS)).toEqual(["code", "name"]);
  });

  it.each([
    ["code,name,lon\r\nA,B,C", ["code", "name", "lon"]],
    ['\uFEFF"code";"name"\n', ["code", "name"]],
    ["", []],
  ])("are read from the template: %j", (csv, headings) => {
    expect(headingsIn(csv)).toEqual(headings);
  });
});
