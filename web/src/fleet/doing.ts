import type { Position } from "../api/types";
import type { Texts } from "../i18n/texts";

/** What a truck does, in a few words: "ke TPA Bandengan", "melayani Jambu". */
export function doing(truck: Position, t: Texts): string {
  const words = t.truck.doing;
  const here = truck.place_name;
  switch (truck.state) {
    case "driving":
      return truck.next_stop ? words.driving(truck.next_stop.name) : words.drivingFree;
    case "serving":
      return here ? words.serving(here) : words.servingFree;
    case "unloading":
      return here ? words.unloading(here) : words.unloadingFree;
    case "standing":
      return here ? words.standing(here) : words.standingFree;
    case "no_signal":
      return words.noSignal;
    case "broken":
      return words.broken;
  }
}
