import { CloseButton } from "@mantine/core";
import type { ClosureProperties } from "../api/types";
import { Fact } from "../app/Fact";
import { LoadFailed } from "../app/LoadFailed";
import { useRights } from "../app/useRights";
import { useView } from "../app/ViewProvider";
import { number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import { Sign } from "../map/Sign";
import { ClosureActions } from "./ClosureActions";
import { ClosureRoutes } from "./ClosureRoutes";
import { signOf } from "./ClosureRow";
import { isPending, useClosures } from "./queries";
import { reasonShown } from "./reasons";

import { useClassName } from "./useClassName";
import { useMoment } from "./useUntil";

/** One closure: whether it holds, since and until when, for whom, which routes it hits, how to end it. */
export function ClosurePanel({ closureId }: { closureId: number }) {
  const { t } = useLanguage();
  const { select } = useView();
  const { data, isError, refetch } = useClosures();
  const closure = data?.features.find((feature) => feature.id === closureId)?.properties;
  return (
    <div className="panel">
      <header className="panel-head">
        <div>
          <h2>{closure ? reasonShown(closure.reason, t) : t.roads.panel.kind}</h2>
          {closure && (
            <p className="panel-sub">
              {t.roads.panel.kind} · {t.roads.kind[closure.kind]}
            </p>
          )}
        </div>
        <CloseButton aria-label={t.truck.close} onClick={() => select(null)} />
      </header>
      {isError && !data && <LoadFailed retry={() => void refetch()} />}
      {!data && !isError && <p className="empty">{t.list.loading}</p>}
      {data && !closure && <p className="empty">{t.roads.panel.gone}</p>}
      {closure && <Body closure={closure} />}
    </div>
  );
}

function Body({ closure }: { closure: ClosureProperties }) {
  const { t } = useLanguage();
  const rights = useRights();
  const open = closure.state === "now" || closure.state === "coming";
  return (
    <>
      <div className="now">
        <span className={`state closure-${closure.state}`}>
          <Sign shape={signOf(closure.state)} size={16} /> {t.roads.state[closure.state]}
        </span>
      </div>
      <Effect closure={closure} />
      <Facts closure={closure} />
      {open && <ClosureRoutes closure={closure} />}
      {open && rights.closeRoads && <ClosureActions closure={closure} />}
    </>
  );
}

/** Whether planning already goes around it, said the moment it does. */
function Effect({ closure }: { closure: ClosureProperties }) {
  const { t } = useLanguage();
  const pending = isPending({ properties: closure });
  const words = () => {
    if (closure.state === "past" || closure.state === "lifted") return t.roads.panel.over;
    if (closure.touches_road === false) return t.roads.panel.noRoad;
    if (closure.state === "coming") return t.roads.panel.notYet;
    return pending ? t.roads.panel.applying : t.roads.panel.inForce;
  };
  const phase = pending ? "pending" : closure.in_force ? "in-force" : closure.state;
  return (
    <p className="effect" role="status" data-effect={phase} data-lost={closure.touches_road === false}>
      <strong>{words()}</strong>
      {closure.segments !== null && closure.segments > 0 && (
        <span>
          {t.roads.panel.effect} {t.roads.panel.segments(number(closure.segments))}
        </span>
      )}
    </p>
  );
}

function Facts({ closure }: { closure: ClosureProperties }) {
  const { t } = useLanguage();
  const words = useMoment();
  const className = useClassName();
  return (
    <dl className="facts">
      <Fact name={t.roads.panel.begins}>{words(closure.valid_from)}</Fact>
      <Fact name={t.roads.panel.ends}>
        {closure.valid_to ? words(closure.valid_to) : t.roads.untilLifted}
      </Fact>
      <Fact name={t.roads.panel.classes}>
        {closure.classes.length === 0 ? t.roads.panel.allClasses : closure.classes.map(className).join(", ")}
      </Fact>
      <Fact name={t.roads.panel.by}>{closure.created_by}</Fact>
      {closure.lifted_at && (
        <Fact name={t.roads.state.lifted}>
          {words(closure.lifted_at)} · {closure.lifted_by}
        </Fact>
      )}
    </dl>
  );
}
