import type { FeatureCollection } from "geojson";
import type { ExpressionSpecification } from "maplibre-gl";
import { useMemo } from "react";
import { Layer, Source } from "react-map-gl/maplibre";
import { useRoutes } from "../api/queries";
import { useDay } from "../app/DayProvider";
import { useView } from "../app/ViewProvider";
import { useDraft } from "../replan/useDraft";
import { routeTint } from "./colours";
import { slot } from "./slots";
import { FONT_BOLD } from "./style";

/** Planned routes: thin and pale, only the selected truck's stands out, with its stops numbered. */
export function RouteLayer() {
  const { day } = useDay();
  const { view } = useView();
  const routes = useRoutes(day);
  const tinted = useMemo(() => withTint(routes.data as FeatureCollection | undefined), [routes.data]);
  // While a re-plan is looked at, what is valid now steps back: pale, the chosen truck's dashed.
  const drafting = useDraft() !== null;
  if (!tinted) return null;
  const chosen = view.selection?.kind === "truck" ? view.selection.id : "";
  const isChosen: ExpressionSpecification = ["==", ["get", "vehicle_id"], chosen];
  const isLine: ExpressionSpecification = ["==", ["get", "role"], "route"];
  return (
    <Source id="routes" type="geojson" data={tinted}>
      <Layer
        id="routes"
        beforeId={slot("routes")}
        type="line"
        filter={["all", isLine, ["!", isChosen]]}
        layout={{ "line-join": "round", "line-cap": "round" }}
        paint={{
          "line-color": ["get", "tint"],
          "line-width": ["interpolate", ["linear"], ["zoom"], 9, 1, 14, 2],
          "line-opacity": chosen || drafting ? 0.12 : 0.34,
        }}
      />
      <Layer
        id="route-chosen"
        beforeId={slot("routes")}
        type="line"
        filter={["all", isLine, isChosen]}
        layout={{ "line-join": "round", "line-cap": "round" }}
        paint={{
          "line-color": ["get", "tint"],
          "line-width": 2.6,
          "line-opacity": drafting ? 0.7 : 0.95,
          "line-dasharray": drafting ? [1.5, 2] : [1, 0],
        }}
      />
      <Layer
        id="route-stop-number"
        beforeId={slot("places")}
        type="symbol"
        minzoom={11.5}
        filter={["all", ["==", ["get", "role"], "stop"], ["==", ["get", "kind"], "collect"], isChosen]}
        layout={{
          "text-field": ["to-string", ["get", "n"]],
          "text-font": FONT_BOLD,
          "text-size": 11,
          "text-offset": [0.9, -0.8],
        }}
        paint={{ "text-color": ["get", "tint"], "text-halo-color": "#ffffff", "text-halo-width": 1.6 }}
      />
    </Source>
  );
}

function withTint(routes: FeatureCollection | undefined): FeatureCollection | null {
  if (!routes) return null;
  const features = routes.features.map((feature) => ({
    ...feature,
    properties: { ...feature.properties, tint: routeTint(String(feature.properties?.vehicle_id)) },
  }));
  return { ...routes, features };
}
