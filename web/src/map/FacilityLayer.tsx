import type { FeatureCollection } from "geojson";
import { useMemo } from "react";
import { Layer, Source } from "react-map-gl/maplibre";
import { useFacilities } from "../api/queries";
import type { FacilityFeature } from "../api/types";
import { facilityName } from "../places/facilityName";
import { slot } from "./slots";
import { FONT_BOLD } from "./style";

export const FACILITY_LAYER = "facilities";

/** Landfills, pool and treatment places, each kind with its own shape; closed ones are left out. */
export function FacilityLayer() {
  const facilities = useFacilities();
  const named = useMemo(() => withNames(facilities.data?.features ?? []), [facilities.data]);
  if (!facilities.data) return null;
  return (
    <Source id="facilities" type="geojson" data={named}>
      <Layer
        id="facility-estimated"
        beforeId={slot("places")}
        type="symbol"
        filter={["all", ["get", "estimated"], ["in", ["get", "kind"], ["literal", ["landfill", "pool"]]]]}
        layout={{
          "icon-image": "note-estimated",
          "icon-size": ["interpolate", ["linear"], ["zoom"], 9, 0.7, 11, 0.9, 14, 1.2],
          "icon-allow-overlap": true,
          "icon-ignore-placement": true,
        }}
      />
      <Layer
        id={FACILITY_LAYER}
        beforeId={slot("places")}
        type="symbol"
        filter={["!=", ["get", "status"], "closed"]}
        layout={{
          "icon-image": ["concat", "place-", ["get", "kind"]],
          "icon-size": ["interpolate", ["linear"], ["zoom"], 9, 0.5, 11, 0.7, 14, 1],
          "icon-allow-overlap": true,
          "symbol-sort-key": ["match", ["get", "kind"], "landfill", 0, "pool", 1, 2],
          "text-field": [
            "step",
            ["zoom"],
            ["match", ["get", "kind"], ["landfill", "pool"], ["get", "name"], ""],
            12.5,
            ["get", "name"],
          ],
          "text-font": FONT_BOLD,
          "text-size": 11,
          "text-variable-anchor": ["top", "right", "left", "bottom"],
          "text-radial-offset": 1.1,
          "text-justify": "auto",
          "text-optional": true,
        }}
        paint={{ "text-color": "#3b3023", "text-halo-color": "#ffffff", "text-halo-width": 1.5 }}
      />
    </Source>
  );
}

function withNames(facilities: readonly FacilityFeature[]): FeatureCollection {
  const features = facilities.map(({ properties, ...rest }) => ({
    ...rest,
    properties: { ...properties, name: facilityName(properties) },
  }));
  return { type: "FeatureCollection", features } as FeatureCollection;
}
