import { useMemo, useState } from "react";
import { usePoints } from "../api/queries";
import type { PointProperties } from "../api/types";
import { useDay } from "../app/DayProvider";
import { LoadFailed } from "../app/LoadFailed";
import { useView } from "../app/ViewProvider";
import { moveByArrows } from "../fleet/arrows";
import { FilterBar } from "../fleet/FilterBar";
import { matches } from "../fleet/search";
import { kilograms, number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import type { Texts } from "../i18n/texts";
import { Sign } from "../map/Sign";
import { POINT_SHAPE, URGENT_SHAPE } from "../map/shapes";
import { useUrgentPoints } from "../replan/queries";
import { wibTime } from "../time/wib";
import { POINT_FILTERS, type PointFilter, pointPasses } from "./filter";
import { byNeed } from "./order";

const NEEDS_EYE: ReadonlySet<PointProperties["status"]> = new Set(["missed", "late", "unplanned"]);
/** Rows beyond this are reached by searching; a phone stays quick with thousands of points. */
const SHOWN = 200;

export function PointList({ search }: { search: string }) {
  const { t } = useLanguage();
  const { day } = useDay();
  const { data, isError, refetch } = usePoints(day);
  const [filter, setFilter] = useState<PointFilter>("all");
  const urgent = useUrgentIds(day);
  const sorted = useMemo(() => byNeed(data?.features ?? []), [data]);
  if (isError && !data) return <LoadFailed retry={() => void refetch()} />;
  if (!data) return <p className="empty">{t.list.loading}</p>;
  if (sorted.length === 0) return <p className="empty">{t.list.noPoints}</p>;
  const found = sorted.filter(
    ({ properties: p }) =>
      pointPasses(filter, p, urgent) &&
      matches(search, [p.name, p.code, p.village, p.kecamatan, t.pointStatus[p.status]]),
  );
  return (
    <>
      <FilterBar
        choices={POINT_FILTERS.map((value) => ({
          value,
          label: labelOf(value, t),
          count: sorted.filter(({ properties: p }) => pointPasses(value, p, urgent)).length,
        }))}
        chosen={filter}
        choose={setFilter}
      />
      {found.length === 0 && <p className="empty">{t.list.none}</p>}
      <ul className="rows" aria-label={t.list.points} onKeyDown={moveByArrows}>
        {found.slice(0, SHOWN).map((feature) => (
          <PointRow key={feature.id} point={feature.properties} urgent={urgent.has(feature.properties.id)} />
        ))}
      </ul>
      {found.length > SHOWN && <p className="empty">{t.list.more(number(found.length - SHOWN))}</p>}
    </>
  );
}

/** Points that somebody asked for on the day and did not take back. */
function useUrgentIds(day: string): ReadonlySet<number> {
  const { data } = useUrgentPoints(day);
  return useMemo(
    () => new Set(data?.filter((each) => each.withdrawn_at === null).map((each) => each.point_id)),
    [data],
  );
}

function labelOf(filter: PointFilter, t: Texts): string {
  const words = t.replan.filter;
  return filter === "unplanned" ? words.unplannedPoints : words[filter];
}

function PointRow({ point, urgent }: { point: PointProperties; urgent: boolean }) {
  const { t } = useLanguage();
  const { view, select } = useView();
  const chosen = view.selection?.kind === "point" && view.selection.id === point.id;
  const time = point.visited_at ?? point.eta;
  return (
    <li>
      <button
        type="button"
        data-row
        data-point={point.id}
        className="row"
        data-eye={NEEDS_EYE.has(point.status)}
        aria-pressed={chosen}
        onClick={() => select({ kind: "point", id: point.id })}
      >
        <Sign shape={POINT_SHAPE[point.status]} size={18} />
        <span className="row-main">
          <span className="row-top">
            <strong>{point.name}</strong>
            {urgent && point.status !== "done" && (
              <span className="row-urgent">
                <Sign shape={URGENT_SHAPE} size={14} /> {t.replan.urgent.short}
              </span>
            )}
          </span>
          <span
            className="row-doing"
            title={point.status === "unplanned" ? t.replan.unplanned.pointHint : undefined}
          >
            {t.pointStatus[point.status]} · {point.village}
          </span>
        </span>
        <span className="row-end">
          {time && (
            <span className="row-count">
              {point.visited_at ? "" : "≈"}
              {wibTime(time)}
            </span>
          )}
          <span className="row-age">{kilograms(point.kg_estimate)}</span>
        </span>
      </button>
    </li>
  );
}
