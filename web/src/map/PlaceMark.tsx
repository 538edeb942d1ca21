import { useEffect, useRef } from "react";
import { Marker, useMap } from "react-map-gl/maplibre";
import { useFacilities } from "../api/queries";
import { lonLat } from "../api/types";
import { useLanguage } from "../i18n/LanguageProvider";
import { useTool } from "../roads/ToolProvider";
import { clearCentre } from "./clearArea";
import { placeOf } from "./useMapClick";

const NEAR_ZOOM = 15;

/** The pin that a person puts where a facility truly lies. */
export function PlaceMark() {
  const { t } = useLanguage();
  const { tool, step } = useTool();
  const facilities = useFacilities();
  const facility = tool?.kind === "place" ? tool.facility : null;
  useCloseUp(facility);
  if (tool?.kind !== "place") return null;
  const known = facilities.data?.features.find((feature) => feature.id === tool.facility);
  const at = tool.at ?? (known ? lonLat(known.geometry.coordinates) : null);
  if (!at) return null;
  return (
    <Marker
      longitude={at[0]}
      latitude={at[1]}
      anchor="bottom"
      draggable
      onDragEnd={(event) => step({ do: "click", at: placeOf(event) })}
      style={{ zIndex: 4 }}
    >
      <svg
        width="34"
        height="44"
        viewBox="0 0 34 44"
        className="place-pin"
        role="img"
        aria-label={t.roads.place.at}
      >
        <path d="M17 43C9 31 3 25 3 16a14 14 0 0 1 28 0c0 9-6 15-14 27Z" />
        <circle cx="17" cy="16" r="5.4" />
      </svg>
    </Marker>
  );
}

/** Nobody points at a gate from afar: when the moving begins, the map goes near. */
function useCloseUp(facility: number | null): void {
  const { current: map } = useMap();
  const facilities = useFacilities();
  const known = useRef(facilities.data);
  known.current = facilities.data;
  useEffect(() => {
    const found = known.current?.features.find((feature) => feature.id === facility);
    if (!map || !found) return;
    map.easeTo({
      center: lonLat(found.geometry.coordinates),
      offset: clearCentre(map.getContainer()),
      zoom: Math.max(map.getZoom(), NEAR_ZOOM),
    });
  }, [map, facility]);
}
