import { type ReactNode, useEffect, useState } from "react";
import { type MapMouseEvent, Popup, useMap } from "react-map-gl/maplibre";
import { useDay } from "../app/DayProvider";
import { useView } from "../app/ViewProvider";
import { kilometres, number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import { useClosures, useHindrances, useReach, useUnreached } from "../roads/queries";
import { reasonShown } from "../roads/reasons";
import { useTool } from "../roads/ToolProvider";
import { useUntil } from "../roads/useUntil";
import { wibTime } from "../time/wib";
import { CLOSURE_LAYERS } from "./ClosureLayer";
import { HINDRANCE_LAYER } from "./HindranceLayer";
import { REACH_LAYER, UNREACHED_LAYER } from "./ReachLayer";

const LAYERS = [HINDRANCE_LAYER, UNREACHED_LAYER, ...CLOSURE_LAYERS, REACH_LAYER];

interface Seen {
  layer: string;
  /** What the thing is called in its own list. */
  key: string;
  at: { lng: number; lat: number };
}

/** A few words about the road matter under the pointer. */
export function HoverTip() {
  const { tool } = useTool();
  const seen = useSeen();
  if (tool !== null || seen === null) return null;
  return (
    <Popup
      longitude={seen.at.lng}
      latitude={seen.at.lat}
      closeButton={false}
      closeOnClick={false}
      focusAfterOpen={false}
      offset={14}
      maxWidth="250px"
      className="tip"
    >
      <Words seen={seen} />
    </Popup>
  );
}

function Words({ seen }: { seen: Seen }) {
  if (seen.layer === HINDRANCE_LAYER) return <OfHindrance id={seen.key} />;
  if (seen.layer === UNREACHED_LAYER) return <OfPoint id={Number(seen.key)} />;
  if (seen.layer === REACH_LAYER) return <OfVillage code={seen.key} />;
  return <OfClosure id={Number(seen.key)} />;
}

function OfClosure({ id }: { id: number }) {
  const { t } = useLanguage();
  const until = useUntil();
  const found = useClosures().data?.features.find((feature) => feature.id === id)?.properties;
  if (!found) return null;
  return (
    <Lines head={reasonShown(found.reason, t)}>
      {t.roads.state[found.state]} · {until(found)}
    </Lines>
  );
}

function OfHindrance({ id }: { id: string }) {
  const { t } = useLanguage();
  const { day } = useDay();
  const found = useHindrances(day).data?.features.find((feature) => feature.id === id)?.properties;
  if (!found) return null;
  return (
    <Lines head={`${found.plate} · ${t.roads.hindrance.title}`}>
      {t.roads.hindrance.at(wibTime(found.to_time), found.stop_name)} · {reasonShown(found.reason, t)}
    </Lines>
  );
}

function OfPoint({ id }: { id: number }) {
  const { language } = useLanguage();
  const { view } = useView();
  const { data } = useUnreached(view.reach?.classCode ?? null);
  const found = data?.features.find((feature) => feature.id === id)?.properties;
  return found ? <Lines head={found.name}>{found.words[language]}</Lines> : null;
}

function OfVillage({ code }: { code: string }) {
  const { t, language } = useLanguage();
  const { view } = useView();
  const { data } = useReach(view.reach?.classCode ?? null, view.reach?.facility ?? null);
  const found = data?.features.find((feature) => feature.id === code)?.properties;
  if (!found) return null;
  const way =
    found.there_min === null
      ? found.words?.[language]
      : `${t.roads.reach.there(number(found.there_min), kilometres((found.there_km ?? 0) * 1000))} · ${found.facility}`;
  return <Lines head={`${found.name}, ${found.kecamatan}`}>{way}</Lines>;
}

function Lines({ head, children }: { head: string; children: ReactNode }) {
  return (
    <p className="tip-words">
      <strong>{head}</strong>
      <span>{children}</span>
    </p>
  );
}

function useSeen(): Seen | null {
  const { current: map } = useMap();
  const [seen, setSeen] = useState<Seen | null>(null);
  useEffect(() => {
    if (!map) return;
    const move = ({ point, lngLat }: MapMouseEvent) => {
      const layers = LAYERS.filter((layer) => map.getLayer(layer));
      const found = layers.length > 0 ? map.queryRenderedFeatures(point, { layers })[0] : undefined;
      if (!found) return setSeen(null);
      const { key: name, point_id, id } = found.properties;
      const key = String(name ?? point_id ?? id);
      const layer = found.layer.id;
      // Only another thing moves the words: they would otherwise run along with the pointer.
      setSeen((before) =>
        before?.key === key && before.layer === layer ? before : { key, layer, at: lngLat },
      );
    };
    const leave = () => setSeen(null);
    map.on("mousemove", move);
    map.on("mouseout", leave);
    return () => {
      map.off("mousemove", move);
      map.off("mouseout", leave);
    };
  }, [map]);
  return seen;
}
