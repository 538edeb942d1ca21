import type { Feature, FeatureCollection } from "geojson";
import { useMemo } from "react";
import { Layer, Source } from "react-map-gl/maplibre";
import { useVillages } from "../api/queries";
import type { VillageReachCollection } from "../api/types";
import { useView } from "../app/ViewProvider";
import type { ReachView } from "../app/view";
import { number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import type { Language, Texts } from "../i18n/texts";
import { BAND_INKS, BAND_TINTS, bandOf, UNREACHABLE_TINT } from "../roads/bands";
import { useReach, useUnreached } from "../roads/queries";
import { slot } from "./slots";
import { FONT, FONT_BOLD, groundRadius } from "./style";

export const REACH_LAYER = "reach";
export const UNREACHED_LAYER = "reach-points";

/** Villages by road minutes to a facility, as discs of their size with the minutes written on them. */
export function ReachLayer() {
  const { view } = useView();
  return view.reach && <Reach reach={view.reach} />;
}

function Reach({ reach }: { reach: ReachView }) {
  const { t, language } = useLanguage();
  const answer = useReach(reach.classCode, reach.facility);
  const points = useUnreached(reach.classCode);
  const villages = useVillages();
  const discs = useMemo(
    () => discsOf(answer.data, areasOf(villages.data?.features ?? []), language, t),
    [answer.data, villages.data, language, t],
  );
  return (
    <>
      <Source id="reach" type="geojson" data={discs}>
        <Layer
          id={REACH_LAYER}
          type="circle"
          beforeId={slot("reach")}
          paint={{
            "circle-color": ["get", "tint"],
            "circle-opacity": 0.82,
            "circle-stroke-color": "#ffffff",
            "circle-stroke-width": 1,
            "circle-radius": groundRadius(["*", 1000, ["sqrt", ["/", ["get", "area_km2"], Math.PI]]]),
          }}
        />
        <Layer
          id="reach-far"
          type="symbol"
          beforeId={slot("points")}
          filter={["get", "unreachable"]}
          layout={{
            "icon-image": "note-unreached",
            "icon-size": 0.9,
            "text-field": ["step", ["zoom"], "", 9.5, ["get", "words"]],
            "text-font": FONT,
            "text-size": 11,
            "text-offset": [0, 1.1],
            "text-anchor": "top",
            "text-optional": true,
          }}
          paint={{ "text-color": "#2f3f4b", "text-halo-color": "#ffffff", "text-halo-width": 1.6 }}
        />
        <Layer
          id="reach-minutes"
          type="symbol"
          beforeId={slot("places")}
          filter={["!", ["get", "unreachable"]]}
          layout={{
            "text-field": ["step", ["zoom"], ["get", "minutes"], 11.5, ["get", "label"]],
            "text-font": FONT_BOLD,
            "text-size": ["interpolate", ["linear"], ["zoom"], 9, 10, 13, 13],
            "text-padding": 2,
          }}
          paint={{ "text-color": ["get", "ink"], "text-halo-color": ["get", "tint"], "text-halo-width": 1.8 }}
        />
      </Source>
      <Source id="reach-points" type="geojson" data={(points.data ?? NOTHING) as FeatureCollection}>
        <Layer
          id={UNREACHED_LAYER}
          type="symbol"
          beforeId={slot("places")}
          layout={{ "icon-image": "note-unreached", "icon-size": 0.8, "icon-allow-overlap": true }}
        />
      </Source>
    </>
  );
}

const NOTHING = { type: "FeatureCollection", features: [] } as const;
const USUAL_AREA_KM2 = 5;

function areasOf(villages: readonly { id: string; properties: { area_km2: number } }[]): Map<string, number> {
  return new Map(villages.map(({ id, properties }) => [id, properties.area_km2]));
}

function discsOf(
  answer: VillageReachCollection | undefined,
  areas: Map<string, number>,
  language: Language,
  t: Texts,
): FeatureCollection {
  const features = (answer?.features ?? []).map(({ id, geometry, properties: p }): Feature => {
    const minutes = p.there_min === null ? "" : number(p.there_min);
    return {
      type: "Feature",
      geometry: geometry as Feature["geometry"],
      properties: {
        key: id,
        minutes,
        label: `${p.name}\n${t.roads.reach.minutes(minutes)}`,
        words: p.words ? `${p.name}\n${p.words[language]}` : p.name,
        unreachable: p.there_min === null,
        ink: p.there_min === null ? "#ffffff" : BAND_INKS[bandOf(p.there_min)],
        tint: p.there_min === null ? UNREACHABLE_TINT : BAND_TINTS[bandOf(p.there_min)],
        area_km2: areas.get(id) ?? USUAL_AREA_KM2,
      },
    };
  });
  return { type: "FeatureCollection", features };
}
