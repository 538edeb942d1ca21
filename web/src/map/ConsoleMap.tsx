import "maplibre-gl/dist/maplibre-gl.css";
import "./worker";
import { useMemo, useState } from "react";
import { AttributionControl, type MapRef, Map as MapView } from "react-map-gl/maplibre";
import type { System } from "../api/queries";
import { corners } from "../api/types";
import { useView } from "../app/ViewProvider";
import type { MapPlace } from "../app/view";
import { useLanguage } from "../i18n/LanguageProvider";
import { ReachCard } from "../roads/ReachCard";
import { useTool } from "../roads/ToolProvider";
import { BaseLayers } from "./BaseLayers";
import { Camera } from "./Camera";
import { ClosureLayer } from "./ClosureLayer";
import { coveredBy } from "./clearArea";
import { DraftLayer } from "./DraftLayer";
import { DrawLayer } from "./DrawLayer";
import { FacilityLayer } from "./FacilityLayer";
import { HindranceLayer } from "./HindranceLayer";
import { HoverTip } from "./HoverTip";
import { addHatches } from "./hatches";
import { addIcons } from "./icons";
import { Legend } from "./Legend";
import { MapButtons } from "./MapButtons";
import { MatchLayer } from "./MatchLayer";
import { PlaceMark } from "./PlaceMark";
import { PointLayer } from "./PointLayer";
import { ReachLayer } from "./ReachLayer";
import { RouteLayer } from "./RouteLayer";
import { SpotMark } from "./SpotMark";
import { addSlots } from "./slots";
import { baseStyle } from "./style";
import { TrackLayer } from "./TrackLayer";
import { TruckLayer } from "./TruckLayer";
import { useMapClick } from "./useMapClick";
import { VillageLabels } from "./VillageLabels";

export function ConsoleMap({ system }: { system: System }) {
  const { t } = useLanguage();
  const { view } = useView();
  const [ready, setReady] = useState(false);
  const [failed, setFailed] = useState(false);
  const [map, setMap] = useState<MapRef | null>(null);
  const ownStyle = useMemo(() => baseStyle(window.location.origin), []);
  const { bounds } = system;
  const external = system.basemap.style_url;
  const { tool } = useTool();
  const { onClick, onDblClick, onMouseMove, cursor } = useMapClick();
  // Only the first place counts; later the map moves by itself and tells the address.
  const [asked] = useState(view.place);
  const onLoad = (event: { target: Parameters<typeof addIcons>[0] }) => {
    addIcons(event.target);
    addHatches(event.target);
    addSlots(event.target);
    if (!asked) {
      const padding = coveredBy(event.target.getContainer(), false);
      event.target.fitBounds(corners(bounds), { padding, animate: false });
    }
    setReady(true);
  };
  return (
    <section className="map" aria-label={t.map.label} data-ready={ready} data-tool={tool?.kind}>
      {failed && (
        <p className="map-failed" role="alert">
          {t.map.failed}
        </p>
      )}
      <MapView
        ref={setMap}
        initialViewState={firstPlace(asked, bounds)}
        mapStyle={external ?? ownStyle}
        attributionControl={false}
        locale={{ "Map.Title": t.map.label, "AttributionControl.ToggleAttribution": t.map.sources }}
        fadeDuration={0}
        renderWorldCopies={false}
        dragRotate={false}
        pitchWithRotate={false}
        touchPitch={false}
        maxZoom={18.5}
        minZoom={6}
        cursor={cursor}
        onLoad={onLoad}
        onClick={onClick}
        onDblClick={onDblClick}
        doubleClickZoom={tool === null}
        onMouseMove={onMouseMove}
        onError={(event) => setFailed((before) => before || isFatal(event.error))}
      >
        {ready && (
          <>
            <BaseLayers own={external === null} />
            <ReachLayer />
            <RouteLayer />
            <DraftLayer />
            <TrackLayer />
            <MatchLayer />
            <ClosureLayer />
            <PointLayer />
            <FacilityLayer />
            <VillageLabels />
            <HindranceLayer />
            <TruckLayer />
            <DrawLayer />
            <PlaceMark />
            <SpotMark />
            <HoverTip />
            <Camera />
            <AttributionControl compact customAttribution={system.roads.attribution ?? ""} />
          </>
        )}
      </MapView>
      {/* Whoever draws needs all of the map. */}
      {tool === null && (view.reach ? <ReachCard reach={view.reach} /> : <Legend />)}
      {map && <MapButtons map={map} bounds={bounds} />}
    </section>
  );
}

function firstPlace(place: MapPlace | null, bounds: System["bounds"]) {
  if (place) return { zoom: place.zoom, latitude: place.lat, longitude: place.lon };
  return { bounds: corners(bounds) };
}

// Missing tiles are reported as errors too, but only a browser without WebGL leaves no map at all.
function isFatal(error: unknown): boolean {
  return error instanceof Error && /webgl/i.test(error.message);
}
