import { useMemo } from "react";
import { usePoints } from "../api/queries";
import type { PointProperties } from "../api/types";
import { useDay } from "../app/DayProvider";
import { LoadFailed } from "../app/LoadFailed";
import { useView } from "../app/ViewProvider";
import { moveByArrows } from "../fleet/arrows";
import { matches } from "../fleet/search";
import { kilograms, number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import { Sign } from "../map/Sign";
import { POINT_SHAPE } from "../map/shapes";
import { wibTime } from "../time/wib";
import { byNeed } from "./order";

/** Rows beyond this are reached by searching; a phone stays quick with thousands of points. */
const SHOWN = 200;

export function PointList({ search }: { search: string }) {
  const { t } = useLanguage();
  const { day } = useDay();
  const { data, isError, refetch } = usePoints(day);
  const sorted = useMemo(() => byNeed(data?.features ?? []), [data]);
  if (isError && !data) return <LoadFailed retry={() => void refetch()} />;
  if (!data) return <p className="empty">{t.list.loading}</p>;
  if (sorted.length === 0) return <p className="empty">{t.list.noPoints}</p>;
  const found = sorted.filter(({ properties: p }) =>
    matches(search, [p.name, p.code, p.village, p.kecamatan, t.pointStatus[p.status]]),
  );
  if (found.length === 0) return <p className="empty">{t.list.none}</p>;
  return (
    <>
      <ul className="rows" aria-label={t.list.points} onKeyDown={moveByArrows}>
        {found.slice(0, SHOWN).map((feature) => (
          <PointRow key={feature.id} point={feature.properties} />
        ))}
      </ul>
      {found.length > SHOWN && <p className="empty">{t.list.more(number(found.length - SHOWN))}</p>}
    </>
  );
}

function PointRow({ point }: { point: PointProperties }) {
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
        data-eye={point.status === "missed" || point.status === "late"}
        aria-pressed={chosen}
        onClick={() => select({ kind: "point", id: point.id })}
      >
        <Sign shape={POINT_SHAPE[point.status]} size={18} />
        <span className="row-main">
          <span className="row-top">
            <strong>{point.name}</strong>
          </span>
          <span className="row-doing">
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
