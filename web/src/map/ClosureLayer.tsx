import type { Feature, FeatureCollection } from "geojson";
import type { ExpressionSpecification } from "maplibre-gl";
import { useMemo } from "react";
import { Layer, Source } from "react-map-gl/maplibre";
import type { ClosureFeature } from "../api/types";
import { useView } from "../app/ViewProvider";
import { useClosures } from "../roads/queries";
import { signPlace } from "../roads/signPlace";
import { OKABE_ITO } from "./colours";
import { slot } from "./slots";
import { byZoom } from "./style";

export const CLOSURE_LAYERS = [
  "closure-sign-area",
  "closure-sign-piece",
  "closure-piece-bar",
  "closure-area",
];

const IS_AREA: ExpressionSpecification = ["==", ["get", "kind"], "area"];
const IS_PIECE: ExpressionSpecification = ["==", ["get", "kind"], "piece"];
const IS_NOW: ExpressionSpecification = ["==", ["get", "state"], "now"];
const NOT_NOW: ExpressionSpecification = ["!", IS_NOW];
const INK: ExpressionSpecification = [
  "match",
  ["get", "state"],
  ["now", "coming"],
  OKABE_ITO.vermilion,
  OKABE_ITO.grey,
];
/** "closed", "coming" or "over", as signs and hatches are named. */
const SIGN: ExpressionSpecification = [
  "match",
  ["get", "state"],
  "now",
  "closed",
  "coming",
  "coming",
  "over",
];
const PIECE_WIDTH = byZoom([
  [9, 3],
  [13, 7],
  [17, 16],
]);
const SIGN_SIZE: ExpressionSpecification = ["interpolate", ["linear"], ["zoom"], 9, 0.75, 13, 1];

/** Closed roads: areas hatched with an outline, pieces barred; what is coming is dashed and has an open sign. */
export function ClosureLayer() {
  const { view } = useView();
  const closures = useClosures();
  const chosen = view.selection?.kind === "closure" ? view.selection.id : -1;
  const shown = useMemo(() => wanted(closures.data?.features ?? [], chosen), [closures.data, chosen]);
  const drawn = useMemo(() => ({ type: "FeatureCollection", features: shown }) as FeatureCollection, [shown]);
  const signs = useMemo(() => signsOf(shown), [shown]);
  const isChosen: ExpressionSpecification = ["==", ["get", "id"], chosen];
  const outline: ExpressionSpecification = ["case", isChosen, 4, 2];
  return (
    <>
      <Source id="closures" type="geojson" data={drawn}>
        <Layer
          id="closure-area"
          type="fill"
          beforeId={slot("closures")}
          filter={IS_AREA}
          paint={{ "fill-pattern": ["concat", "hatch-", SIGN] }}
        />
        <Layer
          id="closure-edge"
          type="line"
          beforeId={slot("closures")}
          filter={["all", IS_AREA, IS_NOW]}
          layout={{ "line-join": "round" }}
          paint={{ "line-color": INK, "line-width": outline }}
        />
        <Layer
          id="closure-edge-dashed"
          type="line"
          beforeId={slot("closures")}
          filter={["all", IS_AREA, NOT_NOW]}
          paint={{ "line-color": INK, "line-width": outline, "line-dasharray": [3, 2] }}
        />
        <Layer
          id="closure-piece-ring"
          type="line"
          beforeId={slot("closures")}
          filter={["all", IS_PIECE, isChosen]}
          layout={{ "line-cap": "round", "line-join": "round" }}
          paint={{ "line-color": INK, "line-width": PIECE_WIDTH, "line-gap-width": 6, "line-opacity": 0.45 }}
        />
        <Layer
          id="closure-piece"
          type="line"
          beforeId={slot("closures")}
          filter={["all", IS_PIECE, IS_NOW]}
          layout={{ "line-cap": "round", "line-join": "round" }}
          paint={{ "line-color": INK, "line-width": PIECE_WIDTH }}
        />
        <Layer
          id="closure-piece-bar"
          type="line"
          beforeId={slot("closures")}
          filter={["all", IS_PIECE, IS_NOW]}
          paint={{ "line-color": "#ffffff", "line-width": PIECE_WIDTH, "line-dasharray": [0.35, 1.1] }}
        />
        <Layer
          id="closure-piece-dashed"
          type="line"
          beforeId={slot("closures")}
          filter={["all", IS_PIECE, NOT_NOW]}
          paint={{ "line-color": INK, "line-width": PIECE_WIDTH, "line-dasharray": [1.6, 1] }}
        />
      </Source>
      <Source id="closure-signs" type="geojson" data={signs}>
        <Layer
          id="closure-sign"
          type="symbol"
          beforeId={slot("places")}
          layout={{
            "icon-image": ["concat", "road-", SIGN],
            "icon-size": SIGN_SIZE,
            "icon-allow-overlap": true,
            "icon-ignore-placement": true,
          }}
        />
      </Source>
    </>
  );
}

/** What holds and what is coming; what is over only while somebody looks at it. */
function wanted(features: readonly ClosureFeature[], chosen: number): ClosureFeature[] {
  return features.filter(
    ({ id, properties: { state } }) => state === "now" || state === "coming" || id === chosen,
  );
}

/** One sign each: the library would draw one in every tile that an area touches. */
function signsOf(closures: readonly ClosureFeature[]): FeatureCollection {
  const features = closures.flatMap(({ geometry, properties }): Feature[] => {
    const at = signPlace(geometry);
    return at ? [{ type: "Feature", properties, geometry: { type: "Point", coordinates: [...at] } }] : [];
  });
  return { type: "FeatureCollection", features };
}
