import type { FeatureCollection } from "geojson";
import { Layer, Source } from "react-map-gl/maplibre";
import { usePoints } from "../api/queries";
import { useDay } from "../app/DayProvider";
import { useView } from "../app/ViewProvider";
import { slot } from "./slots";

export const POINT_LAYER = "points";

/** Collection points by what the day has brought them. */
export function PointLayer() {
  const { day } = useDay();
  const { view } = useView();
  const points = usePoints(day);
  if (!points.data) return null;
  const chosen = view.selection?.kind === "point" ? view.selection.id : -1;
  return (
    <Source id="points" type="geojson" data={points.data as FeatureCollection}>
      <Layer
        id="point-ring"
        beforeId={slot("points")}
        type="circle"
        filter={["==", ["get", "id"], chosen]}
        paint={{
          "circle-radius": 16,
          "circle-color": "#17324d",
          "circle-opacity": 0.16,
          "circle-stroke-color": "#17324d",
          "circle-stroke-width": 2,
        }}
      />
      <Layer
        id={POINT_LAYER}
        beforeId={slot("points")}
        type="symbol"
        layout={{
          "icon-image": ["concat", "point-", ["get", "status"]],
          "icon-size": ["interpolate", ["linear"], ["zoom"], 9, 0.42, 11, 0.6, 13, 0.85, 16, 1.1],
          "icon-allow-overlap": true,
          "icon-ignore-placement": true,
          "symbol-sort-key": [
            "match",
            ["get", "status"],
            "not_today",
            0,
            "done",
            1,
            "planned",
            2,
            "unplanned",
            3,
            "late",
            4,
            5,
          ],
        }}
      />
    </Source>
  );
}
