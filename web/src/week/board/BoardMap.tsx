import "maplibre-gl/dist/maplibre-gl.css";
import "../../map/worker";
import type { Map as MapLibreMap } from "maplibre-gl";
import { useEffect, useMemo, useState } from "react";
import { AttributionControl, Layer, type MapRef, Map as MapView, Source } from "react-map-gl/maplibre";
import { useSystem } from "../../api/queries";
import { corners, lonLat } from "../../api/types";
import { useLanguage } from "../../i18n/LanguageProvider";
import { BaseLayers } from "../../map/BaseLayers";
import { boundsOf } from "../../map/bounds";
import { FacilityLayer } from "../../map/FacilityLayer";
import { addIcons } from "../../map/icons";
import { MapButtons } from "../../map/MapButtons";
import { addSlots, slot } from "../../map/slots";
import { baseStyle, FONT_BOLD } from "../../map/style";
import { VillageLabels } from "../../map/VillageLabels";
import { useBoardTexts } from "../useBoardTexts";
import { useBoard } from "./boardState";
import { type Drawn, drawn } from "./shownOnMap";

const POINTS = "week-points";
const FIT = { padding: 34, maxZoom: 14.5, duration: 350 } as const;
const NARROW_PX = 760;

/** Where the week's points lie: coloured by day, the chosen cell's with their order. */
export function BoardMap() {
  const { w } = useBoardTexts();
  const { t } = useLanguage();
  const { week, index, selection, select } = useBoard();
  const system = useSystem().data;
  const [map, setMap] = useState<MapRef | null>(null);
  const [ready, setReady] = useState(false);
  const [failed, setFailed] = useState(false);
  const ownStyle = useMemo(() => baseStyle(window.location.origin), []);
  const shown = useMemo(() => drawn(week, index, selection), [week, index, selection]);
  useInSight(ready ? map : null, shown);
  if (!system) return null;
  if (failed) return <p className="empty">{w.map.noMap}</p>;
  return (
    <section className="week-map" aria-label={w.map.label} data-ready={ready}>
      <MapView
        ref={setMap}
        initialViewState={{
          bounds: boundsOf(week.points.map(placeOf)) ?? corners(system.bounds),
          fitBoundsOptions: FIT,
        }}
        mapStyle={system.basemap.style_url ?? ownStyle}
        attributionControl={false}
        locale={{
          "Map.Title": w.map.label,
          "AttributionControl.ToggleAttribution": t.map.sources,
          "CooperativeGesturesHandler.MobileHelpText": w.map.fingers,
        }}
        cooperativeGestures={window.innerWidth <= NARROW_PX}
        fadeDuration={0}
        renderWorldCopies={false}
        dragRotate={false}
        pitchWithRotate={false}
        touchPitch={false}
        maxZoom={18.5}
        minZoom={6}
        interactiveLayerIds={ready ? [POINTS] : []}
        onLoad={({ target }: { target: MapLibreMap }) => {
          addIcons(target);
          addSlots(target);
          setReady(true);
        }}
        onClick={({ features }) => {
          const point = index.points.get(String(features?.[0]?.properties?.code ?? ""));
          if (!point) return;
          // A point of the chosen cell is shown in it, any other in its village.
          const inCell = selection?.row && features?.[0]?.properties?.focus;
          if (inCell && selection) select({ ...selection, point: point.code });
          else select({ row: { kind: "village", code: point.village_code }, day: null, point: point.code });
        }}
        onError={({ error }) => setFailed((before) => before || /webgl/i.test(error.message))}
      >
        {ready && (
          <>
            <BaseLayers own={system.basemap.style_url === null} />
            <Layers shown={shown} />
            <FacilityLayer />
            <VillageLabels />
            <AttributionControl compact customAttribution={system.roads.attribution ?? ""} />
          </>
        )}
      </MapView>
      {map && <MapButtons map={map} bounds={system.bounds} />}
    </section>
  );
}

function Layers({ shown }: { shown: Drawn }) {
  return (
    <>
      <Source id="week-line" type="geojson" data={shown.line}>
        <Layer
          id="week-line"
          beforeId={slot("routes")}
          type="line"
          layout={{ "line-join": "round" }}
          paint={{ "line-color": ["get", "colour"], "line-width": 2, "line-opacity": 0.65 }}
        />
      </Source>
      <Source id={POINTS} type="geojson" data={shown.points}>
        <Layer
          id={POINTS}
          beforeId={slot("points")}
          type="circle"
          layout={{ "circle-sort-key": ["case", ["get", "chosen"], 2, ["get", "focus"], 1, 0] }}
          paint={{
            "circle-color": ["get", "colour"],
            "circle-opacity": ["case", ["get", "focus"], 1, 0.22],
            "circle-radius": [
              "interpolate",
              ["linear"],
              ["zoom"],
              9,
              ["case", ["get", "focus"], 3.2, 2],
              14,
              ["case", ["get", "focus"], 7.5, 4],
            ],
            "circle-stroke-color": ["case", ["get", "chosen"], "#17324d", "#ffffff"],
            "circle-stroke-width": ["case", ["get", "chosen"], 3.5, ["get", "focus"], 1, 0],
          }}
        />
        <Layer
          id="week-order"
          beforeId={slot("places")}
          type="symbol"
          filter={["!=", ["get", "order"], ""]}
          layout={{
            "text-field": ["get", "order"],
            "text-font": FONT_BOLD,
            "text-size": 11,
            "text-offset": [0.8, -0.8],
          }}
          paint={{ "text-color": ["get", "colour"], "text-halo-color": "#ffffff", "text-halo-width": 1.6 }}
        />
      </Source>
    </>
  );
}

const placeOf = ({ lon, lat }: { lon: number; lat: number }): [number, number] => [lon, lat];

/** What is looked at comes into view; an edit that leaves it where it is moves nothing. */
function useInSight(map: MapRef | null, shown: Drawn): void {
  const wanted = JSON.stringify(shown.focus);
  const chosen = shown.points.features.find(({ properties }) => properties.chosen)?.geometry.coordinates;
  const spot = chosen ? JSON.stringify(chosen) : "";
  useEffect(() => {
    if (!map) return;
    const focus = JSON.parse(wanted) as [number, number][];
    const bounds = boundsOf(focus);
    if (bounds) map.fitBounds(bounds, FIT);
  }, [map, wanted]);
  useEffect(() => {
    if (map && spot) map.easeTo({ center: lonLat(JSON.parse(spot) as number[]), duration: FIT.duration });
  }, [map, spot]);
}
