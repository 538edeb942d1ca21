/** What a re-plan draws: the routes of changed trucks, and the points that change truck. */
import type { Feature } from "geojson";
import type { VehicleChange } from "../api/types";
import { routeTint } from "./colours";

type Change = Pick<VehicleChange, "vehicle_id" | "changed" | "gained">;

/** Of a plan's routes and stops only what is new, each route in its truck's own tint. */
export function draftFeatures(features: readonly Feature[], vehicles: readonly Change[]): Feature[] {
  const gained = new Map(
    vehicles
      .filter(({ changed }) => changed)
      .map((vehicle) => [vehicle.vehicle_id, new Set(vehicle.gained.map(({ code }) => code))]),
  );
  return features
    .filter(({ properties: p }) => {
      const codes = gained.get(String(p?.vehicle_id));
      return codes !== undefined && (p?.role === "route" || codes.has(codeOf(p?.place)));
    })
    .map((feature) => ({
      ...feature,
      properties: { ...feature.properties, tint: routeTint(String(feature.properties?.vehicle_id)) },
    }));
}

/** The point's code in a place such as "p:JPR-001". */
function codeOf(place: unknown): string {
  return String(place).replace(/^p:/, "");
}
