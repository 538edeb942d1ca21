/** Pure rules of the list of devices: what needs a person first, what a search finds, what a clock says. */
import { matches } from "../../fleet/search";
import type { Device, HealthState } from "../types";

/** From what needs a person first to what needs nobody; the list is sorted by it. */
export const HEALTH: readonly HealthState[] = ["copied", "clock", "silent", "never", "battery", "ok"];

const RIGHT_S = 5;

export interface DeviceFilter {
  text: string;
  state: HealthState | null;
}

export function countsOf(devices: readonly Device[]): Map<HealthState, number> {
  const counts = new Map<HealthState, number>();
  for (const { state } of devices) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}

export function shownOf(
  devices: readonly Device[],
  filter: DeviceFilter,
  plateOf: (vehicleId: string) => string,
): Device[] {
  const found = devices.filter(
    (device) =>
      (filter.state === null || device.state === filter.state) &&
      matches(filter.text, textsOf(device, plateOf)),
  );
  return found.sort(
    (one, other) =>
      HEALTH.indexOf(one.state) - HEALTH.indexOf(other.state) || one.id.localeCompare(other.id, "id"),
  );
}

function textsOf(device: Device, plateOf: (vehicleId: string) => string) {
  const seat = device.vehicle_id;
  return [device.id, device.external_id, device.model, device.note, seat, seat && plateOf(seat)];
}

/** Whether a clock may be called right; null where nothing is known of it. */
export function clockSays(skewS: number | null): "right" | "ahead" | "behind" | null {
  if (skewS === null) return null;
  if (Math.abs(skewS) < RIGHT_S) return "right";
  return skewS > 0 ? "ahead" : "behind";
}

/** The remarks that a row adds, by name; most devices have none. */
export function remarksOf(device: Device): ("simulated" | "noSecret" | "revoked")[] {
  const remarks: ("simulated" | "noSecret" | "revoked")[] = [];
  if (device.simulated) remarks.push("simulated");
  if (device.credential === "revoked") remarks.push("revoked");
  if (device.credential === "none" && device.gateway === null && !device.simulated) remarks.push("noSecret");
  return remarks;
}
