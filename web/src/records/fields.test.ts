import { describe, expect, it } from "vitest";
import { changesOf, type Field, readForm, toForm } from "./fields";

const NAME: Field = { name: "name", kind: "text", required: true };
const SERVICE: Field = { name: "service_s", kind: "number", unit: "minutes", scale: 60, min: 0, max: 120 };
const DAYS: Field = { name: "weekdays", kind: "weekdays" };
const PLACE: Field = { name: "place", kind: "place" };
const CONTAINER: Field = { name: "container_m3", kind: "number", only: { field: "kind", is: "container" } };
const KIND: Field = { name: "kind", kind: "choice", choice: "pointKind" };
const FIELDS = [NAME, SERVICE, DAYS, PLACE, KIND, CONTAINER];
const RECORD = {
  version: 2,
  name: "TPS A",
  service_s: 180,
  weekdays: [0, 3],
  lon: 110.66,
  lat: -6.58,
  kind: "stop",
};

describe("a form", () => {
  it("shows a share in percent and sends the share", () => {
    const share: Field = {
      name: "share_served",
      kind: "number",
      unit: "percent",
      scale: 0.01,
      min: 0,
      max: 100,
    };
    expect(toForm(0.725, share)).toBe("72,5");
    expect(readForm("72,5", share)).toEqual({ value: 0.725 });
    expect(readForm("101", share)).toEqual({ fault: "most" });
  });

  it("shows seconds as minutes and sends seconds", () => {
    expect(toForm(90, SERVICE)).toBe("1,5");
    expect(readForm("1,5", SERVICE)).toEqual({ value: 90 });
    expect(toForm(440, SERVICE)).toBe("7,33");
    expect(readForm("7,33", SERVICE)).toEqual({ value: 440 });
  });

  it.each([
    ["", NAME, "required"],
    ["abc", SERVICE, "number"],
    ["-1", SERVICE, "least"],
    ["121", SERVICE, "most"],
    ["1,5", { ...SERVICE, scale: undefined, whole: true }, "whole"],
  ])("names the rule that %j breaks", (text, field, fault) => {
    expect(readForm(text, field as Field)).toEqual({ fault });
  });

  it("refuses degrees that are none", () => {
    expect(readForm({ lat: "110.66", lon: "-6.58" }, PLACE)).toEqual({ fault: "place" });
    expect(readForm({ lat: "-6.58", lon: "110.66" }, PLACE)).toEqual({ value: [110.66, -6.58] });
  });
});

describe("a change", () => {
  it("says only what differs from the record", () => {
    const touched = {
      name: "TPS A",
      service_s: "4",
      weekdays: [3, 0],
      place: { lat: "-6.59", lon: "110.66" },
    };
    expect(changesOf(touched, FIELDS, RECORD).body).toEqual({ service_s: 240, lon: 110.66, lat: -6.59 });
  });

  it("empties a field that was emptied", () => {
    expect(changesOf({ service_s: "" }, FIELDS, RECORD).body).toEqual({ service_s: null });
  });

  it("of a new record tells all that was filled in, and misses what must be", () => {
    const made = changesOf({ kind: "stop", container_m3: "x" }, FIELDS, null);
    expect(made.body).toEqual({ kind: "stop" });
    expect(made.faults).toEqual({ name: "required", place: "required" });
  });
});
