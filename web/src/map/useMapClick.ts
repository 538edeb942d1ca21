import { useCallback, useState } from "react";
import type { MapLayerMouseEvent } from "react-map-gl/maplibre";
import { useView } from "../app/ViewProvider";
import type { Selection } from "../app/view";
import type { LonLat } from "../roads/ring";
import { useTool } from "../roads/ToolProvider";
import type { Tool } from "../roads/tool";
import { CLOSURE_LAYERS } from "./ClosureLayer";
import { FACILITY_LAYER } from "./FacilityLayer";
import { HINDRANCE_LAYER } from "./HindranceLayer";
import { POINT_LAYER } from "./PointLayer";
import { TRUCK_LAYER } from "./TruckLayer";

type MapOf = MapLayerMouseEvent["target"];
type Seen = ReturnType<MapOf["queryRenderedFeatures"]>[number];

/** A finger is wider than a mouse: things within this many pixels count as hit. */
const REACH_PX = 9;
/** A click this close to the first corner closes the outline. */
const CLOSING_PX = 14;

/** Layers answer from the top: a truck goes before the point that it stands on, a closure comes last. */
const LAYERS = [TRUCK_LAYER, HINDRANCE_LAYER, POINT_LAYER, FACILITY_LAYER, ...CLOSURE_LAYERS];

/** Select what is pressed on the map, or hand the place to the tool in use; nothing takes the selection away. */
export function useMapClick() {
  const { select } = useView();
  const { tool, step } = useTool();
  const [pointing, setPointing] = useState(false);
  const onClick = useCallback(
    (event: MapLayerMouseEvent) => {
      if (tool === null) return select(thingAt(event.target, event.point));
      // The second click of a double click is no corner of its own.
      if (event.originalEvent.detail > 1) return;
      step(closes(tool, event) ? { do: "close" } : { do: "click", at: placeOf(event) });
    },
    [tool, select, step],
  );
  const onDblClick = useCallback(
    (event: MapLayerMouseEvent) => {
      if (tool?.kind !== "area") return;
      event.preventDefault();
      step({ do: "close" });
    },
    [tool, step],
  );
  const onMouseMove = useCallback(
    (event: MapLayerMouseEvent) => {
      if (tool === null) setPointing(thingAt(event.target, event.point) !== null);
    },
    [tool],
  );
  const drawing = tool !== null && !tool.closed;
  return { onClick, onDblClick, onMouseMove, cursor: drawing ? "crosshair" : pointing ? "pointer" : "grab" };
}

/** Degrees to six decimals, a tenth of a metre: nobody clicks more exactly. */
export function placeOf({ lngLat }: { lngLat: { lng: number; lat: number } }): LonLat {
  return [Number(lngLat.lng.toFixed(6)), Number(lngLat.lat.toFixed(6))];
}

function closes(tool: Tool, { target, point }: MapLayerMouseEvent): boolean {
  const first = tool.kind === "area" && !tool.closed && tool.corners.length > 2 ? tool.corners[0] : undefined;
  if (!first) return false;
  const at = target.project([first[0], first[1]]);
  return Math.hypot(at.x - point.x, at.y - point.y) < CLOSING_PX;
}

function thingAt(map: MapOf, at: { x: number; y: number }): Selection | null {
  const layers = LAYERS.filter((layer) => map.getLayer(layer));
  if (layers.length === 0) return null;
  const found = map.queryRenderedFeatures(
    [
      [at.x - REACH_PX, at.y - REACH_PX],
      [at.x + REACH_PX, at.y + REACH_PX],
    ],
    { layers },
  );
  return found[0] ? selectionOf(found[0]) : null;
}

function selectionOf({ layer, properties }: Seen): Selection {
  if (layer.id === TRUCK_LAYER) return { kind: "truck", id: String(properties.id) };
  if (layer.id === HINDRANCE_LAYER) return { kind: "truck", id: String(properties.vehicle_id) };
  if (layer.id === POINT_LAYER) return { kind: "point", id: Number(properties.id) };
  if (layer.id === FACILITY_LAYER) return { kind: "facility", id: Number(properties.id) };
  return { kind: "closure", id: Number(properties.id) };
}
