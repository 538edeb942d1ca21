import { number } from "../../i18n/format";
import type { WeekStatus } from "../types";
import { broken } from "./rows";
import type { ListedWeek } from "./types";
import { useSideTexts } from "./useSideTexts";

export function StatusSign({ status }: { status: WeekStatus }) {
  const s = useSideTexts();
  return <span className={`wk-status wk-status-${status}`}>{s.status[status]}</span>;
}

/** Whether a plan keeps all rules; told by sign and word, never by colour alone. */
export function RulesSign({ week }: { week: Pick<ListedWeek, "violations" | "feasible" | "measures"> }) {
  const { list } = useSideTexts();
  const { unserved } = week.measures;
  return (
    <>
      <Keeps week={week} />
      {unserved > 0 && (
        <span className="wk-warn">
          <span aria-hidden="true">▲ </span>
          {list.unserved(number(unserved))}
        </span>
      )}
    </>
  );
}

function Keeps({ week }: { week: Pick<ListedWeek, "violations" | "feasible"> }) {
  const { list } = useSideTexts();
  const many = broken(week);
  if (week.feasible) {
    return (
      <span className="wk-good">
        <span aria-hidden="true">✓ </span>
        {many ? list.warnings(number(many)) : list.feasible}
      </span>
    );
  }
  return (
    <span className="wk-bad">
      <span aria-hidden="true">✕ </span>
      {many === null ? list.infeasible : list.broken(number(many))}
    </span>
  );
}
