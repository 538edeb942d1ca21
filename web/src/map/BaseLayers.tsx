import type { FeatureCollection } from "geojson";
import { useMemo } from "react";
import { Layer, Source } from "react-map-gl/maplibre";
import { useVillages } from "../api/queries";
import { MAP_TINT } from "./colours";
import { slot } from "./slots";
import { groundRadius, ROAD_LAYERS } from "./style";

const DEFAULT_AREA_KM2 = 5;
/** Villages touch each other, circles do not: drawn larger than their area, they close the gaps between. */
const CLOSING = 1.7;

/**
 * Land and roads of our own base map.
 *
 * There is no coast line in our data; soft discs of each village's size show where the regency is, and claim no more.
 */
export function BaseLayers({ own }: { own: boolean }) {
  const villages = useVillages();
  const land = useMemo(
    () => villages.data ?? { type: "FeatureCollection" as const, features: [] },
    [villages.data],
  );
  if (!own) return null;
  return (
    <>
      <Source id="land" type="geojson" data={land as FeatureCollection}>
        <Layer
          id="land"
          beforeId={slot("land")}
          type="circle"
          maxzoom={13}
          paint={{
            "circle-color": MAP_TINT.land,
            "circle-blur": 0.35,
            "circle-radius": groundRadius([
              "*",
              CLOSING * 1000,
              ["sqrt", ["/", ["coalesce", ["get", "area_km2"], DEFAULT_AREA_KM2], Math.PI]],
            ]),
          }}
        />
      </Source>
      {ROAD_LAYERS.map((layer) => (
        <Layer key={layer.id} {...layer} beforeId={slot("roads")} />
      ))}
    </>
  );
}
