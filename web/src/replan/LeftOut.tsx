import type { PlanChanges, PlanDetail } from "../api/types";
import { kilograms, number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import { Sign } from "../map/Sign";
import { POINT_SHAPE, TRUCK_SHAPE } from "../map/shapes";
import { FewNames } from "./FewNames";
import { byReason } from "./leftOut";

/** What the re-plan cannot serve, with the reason in words, and what stays in a broken truck. */
export function LeftOut({ plan, changes }: { plan: PlanDetail; changes: PlanChanges }) {
  const { t, language } = useLanguage();
  const words = t.replan.left;
  const { unserved_added, unserved_removed, left_loads } = changes;
  const known = new Map(plan.left_out.map((point) => [point.code, point]));
  const groups = byReason(
    unserved_added,
    ({ code, reason }) => known.get(code)?.reason[language] ?? reason,
    ({ code }) => known.get(code)?.remedy?.[language] ?? null,
  );
  return (
    <>
      {unserved_added.length + left_loads.length > 0 && (
        <section className="mishap replan-left" aria-label={words.title}>
          <h3>
            {words.title} · {number(unserved_added.length)}
          </h3>
          <ul>
            {groups.map(({ reason, remedy, names }) => (
              <li key={reason}>
                <Sign shape={POINT_SHAPE.missed} size={14} />
                <div>
                  <FewNames label={<strong>{reason}:</strong>} names={names} />
                  {remedy !== null && <p className="remedy">{words.remedy(remedy)}</p>}
                </div>
              </li>
            ))}
            {left_loads.map(({ vehicle_id, plate, kg }) => (
              <li key={vehicle_id}>
                <Sign shape={TRUCK_SHAPE.broken} size={14} />
                <span>
                  <strong>{plate}</strong> {words.loads(kilograms(kg))}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {unserved_removed.length > 0 && (
        <section className="mishap served-now" aria-label={words.nowServed}>
          <h3>
            {words.nowServed} · {number(unserved_removed.length)}
          </h3>
          <p>{unserved_removed.map(({ name }) => name).join(", ")}</p>
        </section>
      )}
    </>
  );
}
