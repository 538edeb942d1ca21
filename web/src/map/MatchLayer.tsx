import type { FeatureCollection } from "geojson";
import { useMemo } from "react";
import { Layer, Source } from "react-map-gl/maplibre";
import { useDay } from "../app/DayProvider";
import { useView } from "../app/ViewProvider";
import { useMatchedDay } from "../roads/queries";
import { OKABE_ITO, routeTint } from "./colours";
import { slot } from "./slots";

/** The selected truck's day along the roads: solid on roads, dotted off them, dashed where nothing is known. */
export function MatchLayer() {
  const { day } = useDay();
  const { view } = useView();
  const vehicleId = view.matched && view.selection?.kind === "truck" ? view.selection.id : null;
  const { data } = useMatchedDay(vehicleId, day);
  const pieces = useMemo(
    () => ({
      type: "FeatureCollection" as const,
      features: (data?.features ?? []).filter((piece) => piece.geometry !== null),
    }),
    [data],
  );
  if (vehicleId === null || pieces.features.length === 0) return null;
  const tint = routeTint(vehicleId);
  return (
    <Source id="matched" type="geojson" data={pieces as FeatureCollection}>
      <Layer
        id="matched-edge"
        type="line"
        beforeId={slot("routes")}
        filter={["==", ["get", "kind"], "road"]}
        layout={{ "line-join": "round", "line-cap": "round" }}
        paint={{ "line-color": "#ffffff", "line-width": 8 }}
      />
      <Layer
        id="matched-road"
        type="line"
        beforeId={slot("routes")}
        filter={["==", ["get", "kind"], "road"]}
        layout={{ "line-join": "round", "line-cap": "round" }}
        // What the matcher is less sure of is paler.
        paint={{
          "line-color": tint,
          "line-width": 5,
          "line-opacity": [
            "interpolate",
            ["linear"],
            ["coalesce", ["get", "confidence"], 1],
            0.3,
            0.45,
            0.8,
            1,
          ],
        }}
      />
      <Layer
        id="matched-off-road"
        type="line"
        beforeId={slot("routes")}
        filter={["==", ["get", "kind"], "off_road"]}
        layout={{ "line-join": "round", "line-cap": "round" }}
        paint={{ "line-color": tint, "line-width": 4, "line-dasharray": [0.05, 1.8] }}
      />
      <Layer
        id="matched-gap"
        type="line"
        beforeId={slot("routes")}
        filter={["==", ["get", "kind"], "gap"]}
        paint={{ "line-color": OKABE_ITO.grey, "line-width": 3, "line-dasharray": [2.4, 1.8] }}
      />
    </Source>
  );
}
