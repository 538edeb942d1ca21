import { describe, expect, it } from "vitest";
import { id as r } from "../i18n/records/id";
import { actionWord, linesOf } from "./history";
import { fieldsOf } from "./specs";
import { keyOf, LISTS, whereOf } from "./types";
import { figure, isClosed, type Wording, wordsOf } from "./words";

const same = (code: string) => code;
const WORDING: Wording = {
  r,
  language: "id",
  names: { village: () => "Jambu, Mlonggo", vehicleClass: same, pool: same, vehicle: same },
};

describe("the history of a record", () => {
  const item = {
    at: "2026-11-26T02:00:00Z",
    account: "rani",
    action: "change",
    before: { code: "T-1", amount_kg_day: 120, weekdays: [], lon: 110.6, lat: -6.5, version: 3 },
    after: { code: "T-1", amount_kg_day: 150.5, weekdays: [0, 3], lon: 110.7, lat: -6.5, version: 4 },
  };

  it("says every changed field before and after, in the order of the form", () => {
    expect(linesOf(item, fieldsOf("points"), WORDING)).toEqual([
      { name: "Jumlah per hari", before: "120 kg/hari", after: "150,5 kg/hari" },
      { name: "Hanya pada hari", before: "setiap hari", after: "Sen, Kam" },
      { name: "Letak", before: "−6,50000 · 110,60000", after: "−6,50000 · 110,70000" },
    ]);
  });

  it("says what is no field of the form, too", () => {
    const closing = {
      ...item,
      before: { valid_to: null },
      after: { valid_to: "2026-11-27", reason: "pindah" },
    };
    expect(linesOf(closing, fieldsOf("points"), WORDING)).toEqual([
      { name: "Berlaku sampai sebelum", before: "kosong", after: "27 Nov 2026" },
      { name: "Alasan", before: "kosong", after: "pindah" },
    ]);
  });

  it("of what was not there before says only what it is, and no code of the record itself", () => {
    const absence = { code: "A-1", reason: "sakit", to_day: "2026-11-27", from_day: "2026-11-26" };
    const item = { at: "", account: "rani", action: "absence", before: null, after: absence };
    expect(linesOf(item, fieldsOf("crews"), WORDING)).toEqual([
      { name: "Dari", before: null, after: "26 Nov 2026" },
      { name: "Sampai", before: null, after: "27 Nov 2026" },
      { name: "Alasan", before: null, after: "sakit" },
    ]);
  });

  it.each([
    ["create", "dibuat"],
    ["point.close", "ditutup"],
    ["reopen", "dibuka lagi"],
    ["update", "diubah"],
  ])("%s is a word", (action, word) => {
    expect(actionWord(action, WORDING)).toBe(word);
  });
});

describe("a record", () => {
  it("is said with units, times and prices as people write them", () => {
    const say = (list: "points" | "vehicle-classes", name: string, value: unknown) =>
      fieldsOf(list)
        .filter((field) => field.name === name)
        .map((field) => wordsOf(value, field, WORDING));
    expect(say("points", "service_s", 90)).toEqual(["1,5 menit"]);
    expect(say("points", "window_from", "07:30:00")).toEqual(["07.30"]);
    expect(say("points", "village_code", "33.20")).toEqual(["Jambu, Mlonggo"]);
    expect(say("vehicle-classes", "per_km_idr", 4500)).toEqual(["Rp 4.500/km"]);
  });

  it("shows no more decimals than it has", () => {
    expect([0.33, 1283687, 419.18, 0.1 + 0.2].map(figure)).toEqual(["0,33", "1.283.687", "419,18", "0,3"]);
  });

  it("is out of use from its last day on, or when it was taken back", () => {
    const row = (more: object) => ({ version: 1, ...more });
    expect(isClosed(row({ valid_to: "2026-11-26" }), "2026-11-26")).toBe(true);
    expect(isClosed(row({ valid_to: "2026-11-27" }), "2026-11-26")).toBe(false);
    expect(isClosed(row({ withdrawn_at: "2026-11-20T00:00:00Z" }), "2026-11-26")).toBe(true);
  });

  it("has an address", () => {
    expect(keyOf({ version: 1, id: 12, code: "T-1" })).toBe("12");
    expect(keyOf({ version: 1, day: "2026-12-25", name: "Natal" })).toBe("2026-12-25");
    expect(whereOf("points/12")).toEqual({ list: "points", key: "12" });
    expect(whereOf("nonsense/12")).toEqual({ list: "points", key: null });
    for (const list of LISTS) expect(whereOf(list)).toEqual({ list, key: null });
  });
});

describe("texts", () => {
  it("name every field of every form", () => {
    const unnamed = LISTS.flatMap((list) => fieldsOf(list)).filter(({ name }) => !(name in r.field));
    expect(unnamed).toEqual([]);
  });
});
