import { useCallback, useState } from "react";
import type { MapLayerMouseEvent } from "react-map-gl/maplibre";
import { useView } from "../app/ViewProvider";
import type { Selection } from "../app/view";
import { POINT_LAYER } from "./PointLayer";
import { TRUCK_LAYER } from "./TruckLayer";

type MapOf = MapLayerMouseEvent["target"];

/** A finger is wider than a mouse: things within this many pixels count as hit. */
const REACH_PX = 9;

/** Select what is pressed on the map; pressing nothing takes the selection away. */
export function useMapClick() {
  const { select } = useView();
  const [cursor, setCursor] = useState("grab");
  const onClick = useCallback(
    (event: MapLayerMouseEvent) => select(thingAt(event.target, event.point)),
    [select],
  );
  const onMouseMove = useCallback(
    (event: MapLayerMouseEvent) => setCursor(thingAt(event.target, event.point) ? "pointer" : "grab"),
    [],
  );
  return { onClick, onMouseMove, cursor };
}

function thingAt(map: MapOf, at: { x: number; y: number }): Selection | null {
  const layers = [TRUCK_LAYER, POINT_LAYER].filter((layer) => map.getLayer(layer));
  if (layers.length === 0) return null;
  const found = map.queryRenderedFeatures(
    [
      [at.x - REACH_PX, at.y - REACH_PX],
      [at.x + REACH_PX, at.y + REACH_PX],
    ],
    { layers },
  );
  // Layers answer from the top: a truck goes before the point that it stands on.
  const first = found[0];
  if (!first) return null;
  if (first.layer.id === TRUCK_LAYER) return { kind: "truck", id: String(first.properties.id) };
  return { kind: "point", id: Number(first.properties.id) };
}
