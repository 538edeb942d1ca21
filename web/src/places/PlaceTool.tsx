import { Button, CloseButton } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ApiError, body, client } from "../api/client";
import { useFacilities } from "../api/queries";
import { lonLat } from "../api/types";
import { useView } from "../app/ViewProvider";
import { number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import { roadsChanged, useNearestRoad } from "../roads/queries";
import type { LonLat } from "../roads/ring";

import { useTool } from "../roads/ToolProvider";
import type { Tool } from "../roads/tool";
import { metresBetween } from "./metres";

/** Where a facility truly lies: click or drag, see how far the road is, say that it is here. */
export function PlaceTool({ tool }: { tool: Extract<Tool, { kind: "place" }> }) {
  const { t } = useLanguage();
  const { step } = useTool();
  const facility = useFacilities().data?.features.find((feature) => feature.id === tool.facility);
  if (!facility) return null;
  const before = lonLat(facility.geometry.coordinates);
  return (
    <div className="panel">
      <header className="panel-head">
        <div>
          <h2>{t.roads.place.move}</h2>
          <p className="panel-sub">{facility.properties.name}</p>
        </div>
        <CloseButton aria-label={t.roads.place.cancel} onClick={() => step({ do: "end" })} />
      </header>
      <div className="draw">
        <p className="draw-next">{t.roads.place.how}</p>
        <Distances before={before} at={tool.at ?? before} moved={tool.at !== null} />
        <Confirm facility={tool.facility} at={tool.at ?? before} moved={tool.at !== null} />
      </div>
    </div>
  );
}

function Distances({ before, at, moved }: { before: LonLat; at: LonLat; moved: boolean }) {
  const { t } = useLanguage();
  const nearest = useNearestRoad(at);
  const road = nearest.data?.properties;
  const words = () => {
    if (nearest.isError) return t.roads.place.toRoadFailed;
    return road ? t.roads.place.toRoad(number(road.distance_m)) : t.roads.place.toRoadAsk;
  };
  return (
    <div role="status" className="place-distances">
      {moved && <p>{t.roads.place.moved(number(metresBetween(before, at)))}</p>}
      <p data-road-m={road?.distance_m}>{words()}</p>
      {road?.far && <p className="draw-wrong">{t.roads.place.farFromRoad}</p>}
    </div>
  );
}

function Confirm({ facility, at, moved }: { facility: number; at: LonLat; moved: boolean }) {
  const { t } = useLanguage();
  const { step } = useTool();
  const { select } = useView();
  const queries = useQueryClient();
  const far = useNearestRoad(at).data?.properties.far ?? false;
  const save = useMutation({
    mutationFn: () =>
      body(
        client.PATCH("/api/v1/facilities/{facility_id}/place", {
          params: { path: { facility_id: facility } },
          // The warning above has been read by whoever presses the button.
          body: { lon: at[0], lat: at[1], confirmed: true, force: far },
        }),
      ),
    onSuccess: () => {
      step({ do: "end" });
      select({ kind: "facility", id: facility });
    },
    onSettled: () => roadsChanged(queries, null),
  });
  return (
    <>
      {save.isError && (
        <p className="draw-wrong" role="alert">
          {[t.roads.place.failed, save.error instanceof ApiError ? save.error.detail : null]
            .filter(Boolean)
            .join(" ")}
        </p>
      )}
      <div className="closure-actions">
        <Button variant="default" onClick={() => step({ do: "end" })}>
          {t.roads.place.cancel}
        </Button>
        <Button loading={save.isPending} onClick={() => save.mutate()}>
          {moved ? t.roads.place.confirm : t.roads.place.confirmHere}
        </Button>
      </div>
    </>
  );
}
