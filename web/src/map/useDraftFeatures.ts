import type { Feature, FeatureCollection } from "geojson";
import { useMemo } from "react";
import { usePlanRoutes } from "../replan/queries";
import { useDraft } from "../replan/useDraft";
import { draftFeatures } from "./draft";

/** What the re-plan on screen draws; null while there is none. */
export function useDraftFeatures(): Feature[] | null {
  const draft = useDraft();
  const routes = usePlanRoutes(draft?.plan_id ?? null).data as FeatureCollection | undefined;
  return useMemo(
    () => (draft && routes ? draftFeatures(routes.features, draft.vehicles) : null),
    [draft, routes],
  );
}
