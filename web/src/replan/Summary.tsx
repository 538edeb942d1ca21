import type { ReactNode } from "react";
import type { PlanChanges } from "../api/types";
import { number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import { rupiah, signed } from "./money";
import { costDifference } from "./shares";

/** The re-plan in four figures: how many trucks change, what moves, what is left out, what it costs. */
export function Summary({ changes, changed }: { changes: PlanChanges; changed: number }) {
  const { t } = useLanguage();
  const words = t.replan.summary;
  const left = changes.unserved_added.length;
  return (
    <section className="replan-figures" aria-label={words.label}>
      <Figure name={words.trucksName}>
        {words.trucks(number(changed), number(changes.vehicles.length))}
      </Figure>
      <Figure name={words.moved}>{number(changes.stops_moved)}</Figure>
      <Figure name={words.left} bad={left > 0}>
        {number(left)}
      </Figure>
      <CostFigure changes={changes} />
    </section>
  );
}

function CostFigure({ changes }: { changes: PlanChanges }) {
  const { t } = useLanguage();
  const words = t.replan.summary;
  const { cost_before, cost_after, unserved_added } = changes;
  // what is not picked up costs nothing: without this word, that would read as a saving
  const fewer = unserved_added.length > 0 && words.costFewer(number(unserved_added.length));
  const { rupiah: more, percent } = costDifference(cost_before, cost_after);
  const share = more !== 0 && percent !== null && signed(percent, (value) => `${number(value, 1)}\u00a0%`);
  const hint = words.costHint(rupiah(cost_before), rupiah(cost_after));
  return (
    <Figure name={[words.cost, share, fewer].filter(Boolean).join(" ")} hint={hint}>
      {more === 0 ? words.costNone : signed(more, rupiah)}
    </Figure>
  );
}

interface FigureProps {
  name: string;
  bad?: boolean;
  hint?: string;
  children: ReactNode;
}

function Figure({ name, bad = false, hint, children }: FigureProps) {
  return (
    <p className="replan-figure" data-bad={bad} title={hint}>
      <strong>{children}</strong>
      <span>{name}</span>
    </p>
  );
}
