import { describe, expect, it } from "vitest";
import { districtsOf, halvesOf, leftOut, toggled } from "./areas";

const village = (kecamatan: string, lat: number, points: number) => ({
  geometry: { coordinates: [110.7, lat] },
  properties: { kecamatan, points },
});

describe("areas of a week", () => {
  const districts = districtsOf([
    village("Mayong", -6.75, 4),
    village("Keling", -6.45, 3),
    village("Keling", -6.47, 2),
    village("Bangsri", -6.5, 3),
  ]);

  it("are made of districts at the middle of their villages", () => {
    expect(districts.map(({ name, points }) => [name, points])).toEqual([
      ["Bangsri", 3],
      ["Keling", 5],
      ["Mayong", 4],
    ]);
    expect(districts[1]?.lat).toBeCloseTo(-6.46);
  });

  it("are halved from north to south, with trucks of each kind in both", () => {
    const trucks = ["dt-01", "dt-02", "ar-01", "ar-02"].map((id) => ({ id, class_code: id.slice(0, 2) }));
    const [north, south] = halvesOf(districts, trucks, ["Utara", "Selatan"]);
    expect(north).toMatchObject({ kecamatan: ["Keling", "Bangsri"], vehicles: ["ar-01", "dt-01"] });
    expect(south).toMatchObject({ kecamatan: ["Mayong"], vehicles: ["ar-02", "dt-02"] });
  });

  it("never share a district: choosing it in one takes it from the other", () => {
    const [north, south] = halvesOf(districts, [], ["Utara", "Selatan"]);
    const after = toggled([north, south], south.key, "kecamatan", "Keling");
    expect(after.map(({ kecamatan }) => kecamatan)).toEqual([["Bangsri"], ["Mayong", "Keling"]]);
    expect(
      leftOut(toggled(after, south.key, "kecamatan", "Keling"), "kecamatan", ["Keling", "Mayong"]),
    ).toEqual(["Keling"]);
  });
});
