import { describe, expect, it } from "vitest";
import { differencesOf, onTop } from "./conflict";
import type { Field } from "./fields";

const FIELDS: Field[] = [
  { name: "place", kind: "place" },
  { name: "name", kind: "text" },
  { name: "amount_kg_day", kind: "number" },
  { name: "window_from", kind: "time" },
  { name: "note", kind: "long" },
];
const BASE = {
  version: 3,
  name: "TPS A",
  amount_kg_day: 100,
  window_from: "06:00:00",
  lon: 110.6,
  lat: -6.5,
};
const THEIRS = { ...BASE, version: 4, name: "TPS Pasar", amount_kg_day: 150, note: null };

describe("two people at one record", () => {
  it("differ first where both changed a field to something else", () => {
    const found = differencesOf(FIELDS, BASE, THEIRS, { amount_kg_day: 120, note: "gang sempit" });
    expect(found.map(({ field, collides }) => [field.name, collides])).toEqual([
      ["amount_kg_day", true],
      ["name", false],
      ["note", false],
    ]);
  });

  it("agree where both changed it to the same, or one did not touch it", () => {
    const found = differencesOf(FIELDS, BASE, THEIRS, { name: "TPS Pasar", window_from: "06:00" });
    expect(found.filter(({ collides }) => collides)).toEqual([]);
  });

  it("keep what only I changed, and of collisions what I chose", () => {
    const found = differencesOf(FIELDS, BASE, THEIRS, { amount_kg_day: 120, place: [110.7, -6.6] });
    expect(onTop(found, {})).toEqual({ amount_kg_day: 120, lon: 110.7, lat: -6.6 });
    expect(onTop(found, { amount_kg_day: "theirs" })).toEqual({ lon: 110.7, lat: -6.6 });
  });

  it("send nothing that is so already", () => {
    const found = differencesOf(FIELDS, BASE, THEIRS, { name: "TPS Pasar" });
    expect(onTop(found, {})).toEqual({});
  });
});
