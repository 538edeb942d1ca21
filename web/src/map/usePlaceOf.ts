import { usePositionStore } from "../api/LiveProvider";
import { useFacilities, usePoints } from "../api/queries";
import { useDay } from "../app/DayProvider";
import type { Selection } from "../app/view";
import { useClosures } from "../roads/queries";
import { type Bounds, boundsOf } from "./bounds";

/** Where the selected thing lies on the map; null while nothing is selected or its data is not there. */
export function usePlaceOf(selection: Selection | null): Bounds | null {
  const { day } = useDay();
  const store = usePositionStore();
  const sources = {
    point: usePoints(day).data?.features,
    facility: useFacilities().data?.features,
    closure: useClosures().data?.features,
  };
  if (selection === null) return null;
  if (selection.kind === "truck") {
    const truck = store.get(selection.id);
    return truck ? boundsOf([truck.lon, truck.lat]) : null;
  }
  const found = sources[selection.kind]?.find((feature) => feature.id === selection.id);
  return found ? boundsOf(found.geometry.coordinates) : null;
}
