import type { FeatureCollection } from "geojson";
import { useMemo } from "react";
import { Layer, Source } from "react-map-gl/maplibre";
import { useDay } from "../app/DayProvider";
import { useHindrances } from "../roads/queries";
import { slot } from "./slots";
import { FONT_BOLD } from "./style";

export const HINDRANCE_LAYER = "hindrances";

/** Where a truck's way, as far as it still lies ahead, runs into a closure. */
export function HindranceLayer() {
  const { day } = useDay();
  const { data } = useHindrances(day);
  const ahead = useMemo(
    () => ({
      type: "FeatureCollection" as const,
      features: (data?.features ?? [])
        .filter((feature) => feature.properties.ahead)
        .map((feature) => ({ ...feature, properties: { ...feature.properties, key: feature.id } })),
    }),
    [data],
  );
  return (
    <Source id="hindrances" type="geojson" data={ahead as FeatureCollection}>
      <Layer
        id={HINDRANCE_LAYER}
        type="symbol"
        beforeId={slot("marks")}
        layout={{
          "icon-image": "road-hindrance",
          "icon-size": ["interpolate", ["linear"], ["zoom"], 9, 0.8, 13, 1.1],
          "icon-allow-overlap": true,
          "text-field": ["step", ["zoom"], "", 12, ["get", "plate"]],
          "text-font": FONT_BOLD,
          "text-size": 11,
          "text-offset": [0, 1.2],
          "text-anchor": "top",
          "text-optional": true,
        }}
        paint={{ "text-color": "#a63c00", "text-halo-color": "#ffffff", "text-halo-width": 1.8 }}
      />
    </Source>
  );
}
