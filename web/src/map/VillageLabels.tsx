import type { FeatureCollection } from "geojson";
import { Layer, Source } from "react-map-gl/maplibre";
import { useVillages } from "../api/queries";
import { useView } from "../app/ViewProvider";
import { MAP_TINT } from "./colours";
import { slot } from "./slots";
import { FONT, FONT_BOLD } from "./style";

/** Names of villages; the waste-independent ones (DMS) show first and stronger. Trucks push labels aside. */
export function VillageLabels() {
  const villages = useVillages();
  const { view } = useView();
  // The layer of reach names the villages itself, with their minutes.
  if (!villages.data || view.reach) return null;
  return (
    <Source id="villages" type="geojson" data={villages.data as FeatureCollection}>
      <Layer
        id="village-name"
        type="symbol"
        minzoom={11.2}
        beforeId={slot("labels")}
        filter={["!", ["get", "dms"]]}
        layout={{
          "text-field": ["get", "name"],
          "text-font": FONT,
          "text-size": ["interpolate", ["linear"], ["zoom"], 11, 10, 15, 13],
          "text-padding": 6,
        }}
        paint={{ "text-color": MAP_TINT.label, "text-halo-color": MAP_TINT.halo, "text-halo-width": 1.4 }}
      />
      <Layer
        id="village-name-dms"
        type="symbol"
        minzoom={9.3}
        beforeId={slot("labels")}
        filter={["get", "dms"]}
        layout={{
          "text-field": ["get", "name"],
          "text-font": FONT_BOLD,
          "text-size": ["interpolate", ["linear"], ["zoom"], 9, 10, 12, 12, 15, 15],
          "text-padding": 3,
          // From afar a village's points crowd its middle, so the name stands below them.
          "text-offset": [
            "interpolate",
            ["linear"],
            ["zoom"],
            10.5,
            ["literal", [0, 1.4]],
            13,
            ["literal", [0, 0]],
          ],
        }}
        paint={{ "text-color": MAP_TINT.labelDms, "text-halo-color": MAP_TINT.halo, "text-halo-width": 1.6 }}
      />
    </Source>
  );
}
