import type { PlanChanges } from "../api/types";
import { number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import { ChangeRow } from "./ChangeRow";
import { scalesOf } from "./shares";
import type { VehicleChange } from "./types";

/** Every changed truck before and after, on one scale; who does not change is only named. */
export function ChangeList({
  changes,
  changed,
}: {
  changes: PlanChanges;
  changed: readonly VehicleChange[];
}) {
  const { t } = useLanguage();
  const words = t.replan.changes;
  const same = changes.vehicles.filter((change) => !change.changed);
  const scales = scalesOf(changed, changes.frozen_at);
  return (
    <section aria-label={words.title} className="changes">
      <div className="changes-head">
        <h3>
          {words.title} · {number(changed.length)}
        </h3>
        <p className="changes-key" aria-hidden="true">
          <span className="bar-key bar-before" /> {words.before} <span className="bar-key bar-after" />{" "}
          {words.after}
        </p>
      </div>
      <ul>
        {changed.map((change) => (
          <ChangeRow key={change.vehicle_id} change={change} scales={scales} frozenAt={changes.frozen_at} />
        ))}
      </ul>
      {changed.length > 0 && <p className="changes-map">{words.mapKey}</p>}
      {same.length > 0 && (
        <details className="changes-same">
          <summary>{words.same(number(same.length))}</summary>
          <p>{same.map(({ plate }) => plate).join(", ")}</p>
        </details>
      )}
    </section>
  );
}
