import { Button } from "@mantine/core";
import { useMemo } from "react";
import type { ClosureProperties, HindranceFeature } from "../api/types";
import { useDay } from "../app/DayProvider";
import { usePlanRequest } from "../app/PlanRequest";
import { useRights } from "../app/useRights";
import { useView } from "../app/ViewProvider";
import { number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import { Sign } from "../map/Sign";
import { ROAD_SHAPE } from "../map/shapes";
import { useReplan } from "../replan/ReplanProvider";
import { wibTime } from "../time/wib";
import { useHindrances } from "./queries";

/** The published routes that run into a closure, and the way to routes that do not. */
export function ClosureRoutes({ closure }: { closure: ClosureProperties }) {
  const { t } = useLanguage();
  const { day } = useDay();
  const hindrances = useHindrances(day).data?.features;
  const hit = useMemo(() => firstOfEach(hindrances ?? [], closure.id), [hindrances, closure.id]);
  return (
    <section aria-label={t.roads.panel.routes}>
      <h3 className="panel-section">
        {t.roads.panel.routes} · {number(hit.length)}
      </h3>
      {hit.length === 0 && closure.routes === 0 && <p className="empty">{t.roads.panel.routesNone}</p>}
      {closure.routes > hit.length && (
        <p className="empty">{t.roads.panel.routesOther(number(closure.routes))}</p>
      )}
      <ul>
        {hit.map((feature) => (
          <RouteRow key={feature.id} hindrance={feature.properties} />
        ))}
      </ul>
      {closure.routes > 0 && <Replan closureId={closure.id} />}
    </section>
  );
}

function RouteRow({ hindrance }: { hindrance: HindranceFeature["properties"] }) {
  const { select } = useView();
  return (
    <li>
      <button
        type="button"
        className="stop-row hit-row"
        data-hit={hindrance.vehicle_id}
        onClick={() => select({ kind: "truck", id: hindrance.vehicle_id })}
      >
        <Sign shape={hindrance.ahead ? ROAD_SHAPE.hindrance : ROAD_SHAPE.over} size={15} />
        <span className="stop-name">
          <strong>{hindrance.plate}</strong> {`${wibTime(hindrance.to_time)} → ${hindrance.stop_name}`}
        </span>
      </button>
    </li>
  );
}

/** Today the rest of the day is planned on from where the trucks are; another day is planned as a whole. */
function Replan({ closureId }: { closureId: number }) {
  const { t } = useLanguage();
  const { day, today } = useDay();
  const rights = useRights();
  const plan = usePlanRequest();
  const replan = useReplan();
  const [may, busy, request] =
    day === today
      ? [rights.replan, replan.busy, () => replan.request({ kind: "road", id: closureId })]
      : [rights.plan, plan.busy, plan.request];
  return (
    <div className="replan">
      <p>
        {t.roads.panel.replanHint} {!may && t.roads.panel.askPlanner}
      </p>
      {may && (
        <Button size="compact-sm" variant="default" disabled={busy} onClick={request}>
          {t.roads.panel.replan}
        </Button>
      )}
    </div>
  );
}

/** One line for each truck: the first leg that runs into the closure, what still lies ahead first. */
function firstOfEach(features: readonly HindranceFeature[], closureId: number): HindranceFeature[] {
  const first = new Map<string, HindranceFeature>();
  const mine = features.filter(({ properties: p }) => p.closure_id === closureId);
  for (const feature of [...mine].sort(byUrgency)) {
    if (!first.has(feature.properties.vehicle_id)) first.set(feature.properties.vehicle_id, feature);
  }
  return [...first.values()];
}

function byUrgency({ properties: a }: HindranceFeature, { properties: b }: HindranceFeature): number {
  return Number(b.ahead) - Number(a.ahead) || Date.parse(a.to_time) - Date.parse(b.to_time);
}
