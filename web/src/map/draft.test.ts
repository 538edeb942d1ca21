import type { Feature } from "geojson";
import { describe, expect, it } from "vitest";
import { draftFeatures } from "./draft";

const feature = (vehicle_id: string, role: string, place: string | null = null): Feature => ({
  type: "Feature",
  geometry: { type: "Point", coordinates: [110, -6] },
  properties: { vehicle_id, role, place },
});

describe("what a re-plan draws", () => {
  it("is the changed trucks' routes and only the points that they take over", () => {
    const shown = draftFeatures(
      [
        feature("same", "route"),
        feature("takes", "route"),
        feature("takes", "stop", "p:A"),
        feature("takes", "stop", "p:B"),
        feature("takes", "stop", "f:TPA"),
      ],
      [
        { vehicle_id: "same", changed: false, gained: [] },
        { vehicle_id: "takes", changed: true, gained: [{ code: "B", name: "B" }] },
      ],
    );
    expect(
      shown.map(({ properties }) => [properties?.vehicle_id, properties?.role, properties?.place]),
    ).toEqual([
      ["takes", "route", null],
      ["takes", "stop", "p:B"],
    ]);
    expect(shown[0]?.properties?.tint).toMatch(/^hsl/);
  });
});
