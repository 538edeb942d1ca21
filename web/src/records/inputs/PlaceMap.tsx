import "maplibre-gl/dist/maplibre-gl.css";
import "../../map/worker";
import { useEffect, useMemo, useState } from "react";
import { AttributionControl, type MapRef, Map as MapView, Marker } from "react-map-gl/maplibre";
import { useSystem } from "../../api/queries";
import { corners } from "../../api/types";
import { BaseLayers } from "../../map/BaseLayers";
import { FacilityLayer } from "../../map/FacilityLayer";
import { addIcons } from "../../map/icons";
import { MapButtons } from "../../map/MapButtons";
import { PointLayer } from "../../map/PointLayer";
import { addSlots } from "../../map/slots";
import { baseStyle } from "../../map/style";
import { placeOf } from "../../map/useMapClick";
import { VillageLabels } from "../../map/VillageLabels";
import type { LonLat } from "../../roads/ring";
import { useRecordTexts } from "../useRecordTexts";

const NEAR_ZOOM = 15;
/** On a narrow screen the map fills it: one finger must be left to scroll the form. */
const NARROW_PX = 760;

interface Props {
  at: LonLat | null;
  set: (at: LonLat) => void;
}

/** A map of its own for one place, with what the map of the day shows around it. */
export function PlaceMap({ at, set }: Props) {
  const r = useRecordTexts();
  const system = useSystem().data;
  const [map, setMap] = useState<MapRef | null>(null);
  const [ready, setReady] = useState(false);
  const [failed, setFailed] = useState(false);
  const [first] = useState(at);
  const ownStyle = useMemo(() => baseStyle(window.location.origin), []);
  useInView(map, at);
  if (!system) return null;
  // Without the map the degrees below can still be typed.
  if (failed) return <p className="warning">{r.place.noMap}</p>;
  const begin = first
    ? { longitude: first[0], latitude: first[1], zoom: NEAR_ZOOM }
    : { bounds: corners(system.bounds) };
  return (
    <div className="record-map" data-ready={ready}>
      <MapView
        ref={setMap}
        initialViewState={begin}
        mapStyle={system.basemap.style_url ?? ownStyle}
        attributionControl={false}
        locale={{ "Map.Title": r.place.map, "CooperativeGesturesHandler.MobileHelpText": r.place.fingers }}
        cooperativeGestures={window.innerWidth <= NARROW_PX}
        fadeDuration={0}
        renderWorldCopies={false}
        dragRotate={false}
        pitchWithRotate={false}
        touchPitch={false}
        maxZoom={18.5}
        minZoom={6}
        cursor="crosshair"
        onLoad={(event) => {
          addIcons(event.target);
          addSlots(event.target);
          setReady(true);
        }}
        onClick={(event) => set(placeOf(event))}
        onError={({ error }) => setFailed((before) => before || /webgl/i.test(error.message))}
      >
        {ready && (
          <>
            <BaseLayers own={system.basemap.style_url === null} />
            <PointLayer />
            <FacilityLayer />
            <VillageLabels />
            <AttributionControl compact customAttribution={system.roads.attribution ?? ""} />
          </>
        )}
        {at && <Pin at={at} set={set} />}
      </MapView>
      {map && <MapButtons map={map} bounds={system.bounds} />}
    </div>
  );
}

function Pin({ at, set }: { at: LonLat; set: (at: LonLat) => void }) {
  const r = useRecordTexts();
  return (
    <Marker
      longitude={at[0]}
      latitude={at[1]}
      anchor="bottom"
      draggable
      onDragEnd={(event) => set(placeOf(event))}
      style={{ zIndex: 4 }}
    >
      <svg
        width="34"
        height="44"
        viewBox="0 0 34 44"
        className="place-pin"
        role="img"
        aria-label={r.place.pin}
      >
        <path d="M17 43C9 31 3 25 3 16a14 14 0 0 1 28 0c0 9-6 15-14 27Z" />
        <circle cx="17" cy="16" r="5.4" />
      </svg>
    </Marker>
  );
}

/** A place that was typed may lie outside what the map shows. */
function useInView(map: MapRef | null, at: LonLat | null): void {
  const [lon, lat] = at ?? [];
  useEffect(() => {
    if (!map || lon === undefined || lat === undefined) return;
    if (!map.getBounds().contains([lon, lat])) map.easeTo({ center: [lon, lat] });
  }, [map, lon, lat]);
}
