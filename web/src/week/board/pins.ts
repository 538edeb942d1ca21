/** What people have fixed at a point. */
import type { BoardPoint, WeekPin } from "../types";

/** The pin that holds a point on `day`, or with the vehicle that comes then; null where nothing does. */
export function pinAt(point: BoardPoint | undefined, day: string): WeekPin | null {
  const vehicle = point?.vehicles[day];
  const holds = (pin: WeekPin) => (pin.day === null ? pin.vehicle === vehicle : pin.day === day);
  return point?.pinned.find(holds) ?? null;
}

export const isPinned = (point: BoardPoint | undefined, day: string) => pinAt(point, day) !== null;
