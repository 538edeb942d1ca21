import type { FeatureCollection } from "geojson";
import type { ExpressionSpecification } from "maplibre-gl";
import { useMemo } from "react";
import { Layer, Source } from "react-map-gl/maplibre";
import { useView } from "../app/ViewProvider";
import { usePlanRoutes } from "../replan/queries";
import { useDraft } from "../replan/useDraft";
import { OKABE_ITO, routeTint } from "./colours";
import { slot } from "./slots";

/** The routes that a re-plan would send: changed trucks only, with a ring around each point that changes truck. */
export function DraftLayer() {
  const { view } = useView();
  const draft = useDraft();
  const routes = usePlanRoutes(draft?.plan_id ?? null);
  const drawn = useMemo(() => changedOnly(routes.data, draft?.vehicles ?? []), [routes.data, draft]);
  if (!drawn) return null;
  const chosen = view.selection?.kind === "truck" ? view.selection.id : "";
  const isChosen: ExpressionSpecification = ["==", ["get", "vehicle_id"], chosen];
  return (
    <Source id="draft" type="geojson" data={drawn}>
      <Layer
        id="draft-route"
        beforeId={slot("routes")}
        type="line"
        filter={["==", ["get", "role"], "route"]}
        layout={{ "line-join": "round", "line-cap": "round" }}
        paint={{
          "line-color": ["get", "tint"],
          "line-width": ["case", isChosen, 4.5, 3],
          "line-opacity": chosen ? ["case", isChosen, 1, 0.45] : 0.85,
        }}
      />
      <Layer
        id="draft-moved"
        beforeId={slot("points")}
        type="circle"
        filter={["==", ["get", "role"], "stop"]}
        paint={{
          "circle-radius": 11,
          "circle-color": OKABE_ITO.blue,
          "circle-opacity": 0.12,
          "circle-stroke-color": OKABE_ITO.blue,
          "circle-stroke-width": 2.4,
        }}
      />
    </Source>
  );
}

interface Changed {
  vehicle_id: string;
  changed: boolean;
  gained: readonly { code: string }[];
}

function changedOnly(routes: unknown, vehicles: readonly Changed[]): FeatureCollection | null {
  if (!routes) return null;
  const gained = new Map(
    vehicles
      .filter(({ changed }) => changed)
      .map((vehicle) => [vehicle.vehicle_id, new Set(vehicle.gained.map(({ code }) => code))]),
  );
  const { features } = routes as FeatureCollection;
  const shown = features.filter(({ properties: p }) => {
    const codes = gained.get(String(p?.vehicle_id));
    return codes !== undefined && (p?.role === "route" || codes.has(codeOf(p?.place)));
  });
  return {
    type: "FeatureCollection",
    features: shown.map((feature) => ({
      ...feature,
      properties: { ...feature.properties, tint: routeTint(String(feature.properties?.vehicle_id)) },
    })),
  };
}

/** The point's code in a place such as "p:JPR-001". */
function codeOf(place: unknown): string {
  return String(place).replace(/^p:/, "");
}
