import "maplibre-gl/dist/maplibre-gl.css";
import "../map/worker";
import { useMemo, useState } from "react";
import { Layer, Map as MapView, Popup, Source } from "react-map-gl/maplibre";
import { useSystem } from "../api/queries";
import { corners, lonLat } from "../api/types";
import { number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import { BaseLayers } from "../map/BaseLayers";
import { boundsOf } from "../map/bounds";
import { addIcons } from "../map/icons";
import { Sign } from "../map/Sign";
import { IMPORT_SHAPE } from "../map/shapes";
import { addSlots, slot } from "../map/slots";
import { baseStyle } from "../map/style";
import type { Draft, RowFeature, RowState } from "./types";
import { useIntakeTexts } from "./useIntakeTexts";

const STATES: readonly RowState[] = ["new", "changed", "fault"];
const MOST = 5000;
const PADDING = 36;
const LAYER = "import-rows";

/** Where the rows of a file would lie, by what they would do. */
export function PreviewMap({ features }: { features: Draft["features"] }) {
  const w = useIntakeTexts();
  const system = useSystem();
  if (features.features.length === 0 || !system.data) return null;
  return (
    <section className="preview" aria-labelledby="preview-title">
      <h3 id="preview-title">{w.map.title}</h3>
      <Preview features={features} external={system.data.basemap.style_url} box={system.data.bounds} />
      <ul className="preview-legend">
        {STATES.map((state) => (
          <li key={state} data-state={state}>
            <Sign shape={IMPORT_SHAPE[state]} /> {w.map.state[state]}{" "}
            <span className="muted">{number(countOf(features, state))}</span>
          </li>
        ))}
      </ul>
      {features.features.length >= MOST && <p className="muted">{w.map.capped(number(MOST))}</p>}
    </section>
  );
}

interface PreviewProps {
  features: Draft["features"];
  external: string | null;
  box: readonly number[];
}

function Preview({ features, external, box }: PreviewProps) {
  const { t } = useLanguage();
  const w = useIntakeTexts();
  const style = useMemo(() => baseStyle(window.location.origin), []);
  const [ready, setReady] = useState(false);
  const [chosen, setChosen] = useState<RowFeature | null>(null);
  const bounds = boundsOf(features.features.map(({ geometry }) => geometry.coordinates)) ?? corners(box);
  return (
    <section className="preview-map" aria-label={w.map.label} data-ready={ready}>
      <MapView
        initialViewState={{ bounds, fitBoundsOptions: { padding: PADDING, maxZoom: 15 } }}
        mapStyle={external ?? style}
        locale={{ "Map.Title": w.map.label, "AttributionControl.ToggleAttribution": t.map.sources }}
        attributionControl={false}
        fadeDuration={0}
        renderWorldCopies={false}
        dragRotate={false}
        cooperativeGestures={false}
        maxZoom={18.5}
        interactiveLayerIds={ready ? [LAYER] : []}
        onLoad={({ target }) => {
          addIcons(target);
          addSlots(target);
          setReady(true);
        }}
        onClick={({ features: hit }) => {
          const row = hit?.[0]?.properties?.row;
          setChosen(features.features.find(({ properties }) => properties.row === row) ?? null);
        }}
      >
        {ready && <BaseLayers own={external === null} />}
        {ready && <Rows features={features} />}
        {chosen && <RowTip row={chosen} close={() => setChosen(null)} />}
      </MapView>
    </section>
  );
}

function Rows({ features }: { features: Draft["features"] }) {
  return (
    <Source id={LAYER} type="geojson" data={features}>
      <Layer
        id={LAYER}
        beforeId={slot("points")}
        type="symbol"
        layout={{
          "icon-image": ["concat", "import-", ["get", "state"]],
          "icon-size": ["interpolate", ["linear"], ["zoom"], 9, 0.6, 13, 0.95],
          "icon-allow-overlap": true,
          "icon-ignore-placement": true,
          // What is wrong lies on top.
          "symbol-sort-key": ["match", ["get", "state"], "fault", 2, "changed", 1, 0],
        }}
      />
    </Source>
  );
}

function RowTip({ row, close }: { row: RowFeature; close: () => void }) {
  const w = useIntakeTexts();
  const [longitude, latitude] = lonLat(row.geometry.coordinates);
  const { code, name, state } = row.properties;
  return (
    <Popup longitude={longitude} latitude={latitude} onClose={close} closeButton={false} offset={10}>
      <strong>{[code, name].filter(Boolean).join(" · ")}</strong>
      <br />
      {w.map.rowOf(number(row.properties.row))} · {w.map.state[state]}
    </Popup>
  );
}

function countOf(features: Draft["features"], state: RowState): number {
  return features.features.filter(({ properties }) => properties.state === state).length;
}
