import { Button, Loader } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { body, client } from "../api/client";
import { useVehicleDay } from "../api/queries";
import type { MatchedDay } from "../api/types";
import { Fact } from "../app/Fact";
import { useRights } from "../app/useRights";
import { useView } from "../app/ViewProvider";
import { kilometres } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import { routeTint } from "../map/colours";
import { useMatchedDay } from "../roads/queries";
import { useMoment } from "../roads/useUntil";
import { certainty } from "./certainty";

const POLL_MS = 1500;

/** A truck's day along the roads: kilometres, how sure they are, and the lines on the map. */
export function MatchedTrack({ vehicleId, day }: { vehicleId: string; day: string }) {
  const { t } = useLanguage();
  const { view, setMatched } = useView();
  return (
    <section className="matched" aria-label={t.roads.match.title}>
      <div className="matched-head">
        <h3>{t.roads.match.title}</h3>
        <Button
          size="compact-sm"
          variant={view.matched ? "filled" : "default"}
          aria-pressed={view.matched}
          onClick={() => setMatched(!view.matched)}
        >
          {view.matched ? t.roads.match.hide : t.roads.match.show}
        </Button>
      </div>
      {view.matched && <Shown vehicleId={vehicleId} day={day} />}
    </section>
  );
}

function Shown({ vehicleId, day }: { vehicleId: string; day: string }) {
  const { t } = useLanguage();
  const rights = useRights();
  const never = useVehicleDay(vehicleId, day).data?.driven === null;
  const { data, isError } = useMatchedDay(vehicleId, day);
  const match = useMatching(vehicleId, day);
  const { ask, waiting, failed } = match;
  // A day that was never put onto the roads is asked for once, by those who may.
  const missing = never && rights.match && !waiting && !failed;
  useEffect(() => {
    if (missing) ask();
  }, [missing, ask]);
  return (
    <>
      <div role="status">
        {(waiting || (data === undefined && !isError && !failed && (rights.match || !never))) && (
          <p className="matched-waits">
            <Loader size={14} color="laut.8" /> {t.roads.match.waiting}
          </p>
        )}
        {(failed || isError) && <p className="draw-wrong">{t.roads.match.failed}</p>}
        {never && !rights.match && <p className="empty">{t.roads.match.empty}</p>}
      </div>
      {data?.stale && rights.match && !waiting && (
        <p className="matched-stale">
          {t.roads.match.stale}
          <Button size="compact-sm" variant="default" onClick={ask}>
            {t.roads.match.refresh}
          </Button>
        </p>
      )}
      {data && <Facts match={data} vehicleId={vehicleId} />}
    </>
  );
}

function Facts({ match, vehicleId }: { match: MatchedDay; vehicleId: string }) {
  const { t } = useLanguage();
  const words = useMoment();
  const seen = new Set(match.features.map(({ properties: p }) => p.kind));
  const kinds = (["road", "off_road", "gap"] as const).filter((kind) => seen.has(kind));
  if (match.features.length === 0) return <p className="empty">{t.roads.match.empty}</p>;
  return (
    <>
      <dl className="facts">
        <Fact name={t.roads.match.driven}>
          {kilometres(match.km * 1000)}
          {match.km_estimated > 0 && (
            <small title={t.roads.match.estimatedHint}>
              {" "}
              {t.roads.match.estimated(kilometres(match.km_estimated * 1000))}
            </small>
          )}
        </Fact>
        <Fact name={t.roads.match.confidence}>{t.roads.match.confident[certainty(match.confidence)]}</Fact>
      </dl>
      <ul className="matched-kinds">
        {kinds.map((kind) => (
          <li key={kind}>
            <svg width="26" height="8" aria-hidden="true" className={`line-${kind}`}>
              <line x1="2" y1="4" x2="24" y2="4" stroke={kind === "gap" ? "#6b7280" : routeTint(vehicleId)} />
            </svg>
            {t.roads.match.piece[kind]}
          </li>
        ))}
      </ul>
      <p className="matched-when">{t.roads.match.asOf(words(match.last_fix_time ?? match.matched_at))}</p>
    </>
  );
}

/** Ask for a day to be put onto the roads and wait until it is. */
function useMatching(vehicleId: string, day: string) {
  const queries = useQueryClient();
  const request = useMutation({
    mutationFn: () =>
      body(
        client.POST("/api/v1/vehicles/{vehicle_id}/days/{day}/match", {
          params: { path: { vehicle_id: vehicleId, day } },
        }),
      ),
  });
  const jobId = request.data?.job_id;
  const job = useQuery({
    queryKey: ["road-job", jobId],
    enabled: jobId !== undefined,
    queryFn: () =>
      body(client.GET("/api/v1/roads/jobs/{job_id}", { params: { path: { job_id: jobId ?? 0 } } })),
    refetchInterval: (query) => (isOver(query.state.data?.status) ? false : POLL_MS),
  });
  const status = job.data?.status;
  useEffect(() => {
    if (status !== "done") return;
    for (const key of ["vehicle-day", "matched"]) {
      void queries.invalidateQueries({ queryKey: [key, day, vehicleId] });
    }
  }, [status, queries, day, vehicleId]);
  return {
    ask: request.mutate as () => void,
    waiting: request.isPending || (request.isSuccess && !isOver(status) && !job.isError),
    failed: request.isError || job.isError || status === "failed",
  };
}

function isOver(status: string | undefined): boolean {
  return status === "done" || status === "failed";
}
