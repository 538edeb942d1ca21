import type { FeatureCollection } from "geojson";
import { useEffect } from "react";
import { Layer, Source, useMap } from "react-map-gl/maplibre";
import { usePositionStore } from "../api/LiveProvider";
import { useView } from "../app/ViewProvider";
import { useClock } from "../time/ClockProvider";
import { OKABE_ITO } from "./colours";
import { slot } from "./slots";
import { FONT_BOLD } from "./style";
import { TruckAnimator } from "./TruckAnimator";

export const TRUCK_LAYER = "trucks";
const SOURCE = "trucks";
const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };

/** The trucks. React declares the layers once; the animator moves them, frame by frame, without React. */
export function TruckLayer() {
  const { current: map } = useMap();
  const { view, follow } = useView();
  const store = usePositionStore();
  const clock = useClock();
  const chosen = view.selection?.kind === "truck" ? view.selection.id : "";

  useEffect(() => {
    if (!map) return;
    const animator = new TruckAnimator(map.getMap(), SOURCE, clock.rate);
    const leave = store.onApply((changed, gone) => {
      animator.take(changed);
      animator.drop(gone);
    });
    animator.start(follow ? chosen : null);
    return () => {
      leave();
      animator.stop();
    };
  }, [map, store, clock.rate, follow, chosen]);

  return (
    <Source id={SOURCE} type="geojson" data={EMPTY}>
      <Layer
        id="truck-ring"
        beforeId={slot("trucks")}
        type="circle"
        filter={["any", ["get", "eye"], ["==", ["get", "id"], chosen]]}
        paint={{
          "circle-radius": ["case", ["==", ["get", "id"], chosen], 19, 14],
          "circle-color": ["case", ["==", ["get", "id"], chosen], "#17324d", OKABE_ITO.amber],
          "circle-opacity": ["case", ["==", ["get", "id"], chosen], 0.14, 0.22],
          "circle-stroke-color": ["case", ["==", ["get", "id"], chosen], "#17324d", OKABE_ITO.amber],
          "circle-stroke-width": ["case", ["==", ["get", "id"], chosen], 2.4, 1.6],
        }}
      />
      <Layer
        id="truck-plate"
        beforeId={slot("trucks")}
        type="symbol"
        minzoom={11.5}
        layout={{
          "text-field": ["get", "name"],
          "text-font": FONT_BOLD,
          "text-size": 11,
          "text-offset": [0, 1.35],
          "text-anchor": "top",
          "text-optional": true,
        }}
        paint={{ "text-color": "#17324d", "text-halo-color": "#ffffff", "text-halo-width": 1.8 }}
      />
      <Layer
        id={TRUCK_LAYER}
        beforeId={slot("trucks")}
        type="symbol"
        layout={{
          "icon-image": ["concat", "truck-", ["get", "state"]],
          "icon-rotate": ["case", ["==", ["get", "state"], "driving"], ["get", "course"], 0],
          "icon-rotation-alignment": "map",
          "icon-size": ["interpolate", ["linear"], ["zoom"], 8, 0.8, 11, 1.05, 15, 1.3],
          "icon-allow-overlap": true,
          "symbol-sort-key": ["case", ["==", ["get", "id"], chosen], 2, ["get", "eye"], 1, 0],
        }}
      />
    </Source>
  );
}
