/** The rows of a grid that a search lets through. */
import type { VehicleRow, VillageRow } from "./model";

export function vehiclesFound(rows: readonly VehicleRow[], asked: string): VehicleRow[] {
  const words = plain(asked);
  if (!words) return [...rows];
  return rows.filter(({ vehicle }) =>
    plain(`${vehicle.plate} ${vehicle.id} ${vehicle.driver?.name ?? ""} ${vehicle.class_name}`).includes(
      words,
    ),
  );
}

export function villagesFound(rows: readonly VillageRow[], asked: string): VillageRow[] {
  const words = plain(asked);
  return words
    ? rows.filter(({ name, kecamatan }) => plain(`${name} ${kecamatan}`).includes(words))
    : [...rows];
}

const plain = (text: string) => text.trim().toLowerCase().replaceAll(/\s+/g, " ");
