import type { ClosureProperties } from "../api/types";
import { useView } from "../app/ViewProvider";
import { number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import { Sign } from "../map/Sign";
import { ROAD_SHAPE, type Shape } from "../map/shapes";
import { reasonShown } from "./reasons";
import { useUntil } from "./useUntil";

/** One closure: its sign, why, until when, who made it, how many routes it hits. */
export function ClosureRow({ closure }: { closure: ClosureProperties }) {
  const { t } = useLanguage();
  const { view, select } = useView();
  const until = useUntil();
  const chosen = view.selection?.kind === "closure" && view.selection.id === closure.id;
  const hit = closure.state === "now" || closure.state === "coming" ? closure.routes : 0;
  return (
    <li>
      <button
        type="button"
        data-row
        data-closure={closure.id}
        data-state={closure.state}
        className="row"
        data-eye={hit > 0}
        aria-pressed={chosen}
        onClick={() => select({ kind: "closure", id: closure.id })}
      >
        <Sign shape={signOf(closure.state)} size={18} />
        <span className="row-main">
          <span className="row-top">
            <strong>{reasonShown(closure.reason, t)}</strong>
            {hit > 0 && <span className="late">{t.roads.routesHit(number(hit))}</span>}
          </span>
          <span className="row-doing">
            {t.roads.kind[closure.kind]} · {until(closure)} · {closure.created_by}
          </span>
        </span>
      </button>
    </li>
  );
}

export function signOf(state: ClosureProperties["state"]): Shape {
  if (state === "now") return ROAD_SHAPE.closed;
  return state === "coming" ? ROAD_SHAPE.coming : ROAD_SHAPE.over;
}
