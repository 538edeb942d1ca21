import type { Me } from "../api/types";
import { mayOpenOffice, maySeeRecords, maySeeWeeks } from "./roles";
import { useView } from "./ViewProvider";
import type { View } from "./view";

/** What fills the screen: the map, the weeks ahead, the records behind it, or the office. */
export type Area = "map" | "week" | "data" | "office";

/** The areas that an account may open, in the order in which they are shown. */
export function areasOf(me: Me): Area[] {
  const areas: Area[] = ["map"];
  if (maySeeWeeks(me)) areas.push("week");
  if (maySeeRecords(me)) areas.push("data");
  if (mayOpenOffice(me)) areas.push("office");
  return areas;
}

export function areaOf(view: Pick<View, "admin" | "data" | "week">): Area {
  if (view.admin !== null) return "office";
  if (view.week !== null) return "week";
  return view.data === null ? "map" : "data";
}

/** The area that is open, and the way to another. */
export function useArea(): { area: Area; open: (area: Area) => void } {
  const { view, openAdmin, openData, openWeek } = useView();
  const open = (area: Area) => {
    if (area === "office") openAdmin(view.admin ?? "devices");
    else if (area === "week") openWeek(view.week ?? "list");
    else openData(area === "data" ? (view.data ?? "points") : null);
  };
  return { area: areaOf(view), open };
}
