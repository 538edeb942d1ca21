import type { Me } from "../api/types";
import { mayOpenOffice, maySeeRecords } from "./roles";
import { useView } from "./ViewProvider";
import type { View } from "./view";

/** What fills the screen: the map, the records behind it, or the office. */
export type Area = "map" | "data" | "office";

/** The areas that an account may open, in the order in which they are shown. */
export function areasOf(me: Me): Area[] {
  const areas: Area[] = ["map"];
  if (maySeeRecords(me)) areas.push("data");
  if (mayOpenOffice(me)) areas.push("office");
  return areas;
}

export function areaOf(view: Pick<View, "admin" | "data">): Area {
  if (view.admin !== null) return "office";
  return view.data === null ? "map" : "data";
}

/** The area that is open, and the way to another. */
export function useArea(): { area: Area; open: (area: Area) => void } {
  const { view, openAdmin, openData } = useView();
  const open = (area: Area) => {
    if (area === "office") openAdmin(view.admin ?? "devices");
    else openData(area === "data" ? (view.data ?? "points") : null);
  };
  return { area: areaOf(view), open };
}
