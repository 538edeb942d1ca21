/** The rows of a grid: their order, and those that a search lets through. */
import type { VehicleRow, VillageRow } from "./model";

/** The codes of the vehicles, those that work on any day first: what stands still all week is looked at last. */
export function orderOf(rows: readonly VehicleRow[]): string[] {
  const busy = (row: VehicleRow) => row.days > 0;
  return [...rows.filter(busy), ...rows.filter((row) => !busy(row))].map(({ vehicle }) => vehicle.id);
}

/** The rows in an order that was taken when the board was opened: an edit moves no row. */
export function inOrder(rows: readonly VehicleRow[], order: readonly string[]): VehicleRow[] {
  const places = new Map(order.map((id, place) => [id, place]));
  const placeOf = ({ vehicle }: VehicleRow) => places.get(vehicle.id) ?? order.length;
  return [...rows].sort((a, b) => placeOf(a) - placeOf(b));
}

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
