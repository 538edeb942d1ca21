import type { ExpressionSpecification } from "maplibre-gl";
import { Layer, Source } from "react-map-gl/maplibre";
import { useView } from "../app/ViewProvider";
import { OKABE_ITO } from "./colours";
import { slot } from "./slots";
import { useDraftFeatures } from "./useDraftFeatures";

/** The routes that a re-plan would send: changed trucks only, with a ring around each point that changes truck. */
export function DraftLayer() {
  const { view } = useView();
  const features = useDraftFeatures();
  if (!features) return null;
  const chosen = view.selection?.kind === "truck" ? view.selection.id : "";
  const isChosen: ExpressionSpecification = ["==", ["get", "vehicle_id"], chosen];
  return (
    <Source id="draft" type="geojson" data={{ type: "FeatureCollection", features }}>
      <Layer
        id="draft-route"
        beforeId={slot("routes")}
        type="line"
        filter={["==", ["get", "role"], "route"]}
        layout={{ "line-join": "round", "line-cap": "round" }}
        paint={{
          "line-color": ["get", "tint"],
          "line-width": ["case", isChosen, 4.5, 3],
          "line-opacity": chosen ? ["case", isChosen, 1, 0.45] : 0.85,
        }}
      />
      <Layer
        id="draft-moved"
        beforeId={slot("points")}
        type="circle"
        filter={["==", ["get", "role"], "stop"]}
        paint={{
          "circle-radius": 11,
          "circle-color": OKABE_ITO.blue,
          "circle-opacity": 0.12,
          "circle-stroke-color": OKABE_ITO.blue,
          "circle-stroke-width": 2.4,
        }}
      />
    </Source>
  );
}
