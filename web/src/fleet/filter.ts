/** Which trucks a dispatcher wants to see: all, those that need a look, those without a plan. */
import type { Position, Vehicle } from "../api/types";
import { needsEye } from "./attention";

export const FLEET_FILTERS = ["all", "eye", "unplanned"] as const;
export type FleetFilter = (typeof FLEET_FILTERS)[number];

/**
 * Trucks that no valid route uses although they could drive: not broken, and of a kind that is planned at all.
 *
 * Village vehicles are not planned yet; a banner says so, and they would bury the few that stand idle.
 */
export function sparesOf(vehicles: readonly Vehicle[]): Vehicle[] {
  return vehicles.filter(({ planned, has_route, broken_since }) => planned && !has_route && !broken_since);
}

export function passes(filter: FleetFilter, truck: Position, spares: ReadonlySet<string>): boolean {
  if (filter === "eye") return needsEye(truck);
  return filter === "all" || spares.has(truck.vehicle_id);
}
