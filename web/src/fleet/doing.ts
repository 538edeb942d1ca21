import type { Position } from "../api/types";
import type { Texts } from "../i18n/texts";

/** States in which the place that matters is ahead of the truck, not where it stands. */
const ON_THE_WAY: ReadonlySet<Position["state"]> = new Set(["driving", "no_signal"]);

/** The words that follow a truck's state: "ke TPA Bandengan" after "jalan"; empty when no place is known. */
export function doing(truck: Position, t: Texts): string {
  const ahead = ON_THE_WAY.has(truck.state);
  const place = ahead ? truck.next_stop?.name : truck.place_name;
  return place ? t.truck.doing[truck.state](place) : "";
}
