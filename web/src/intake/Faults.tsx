import { useState } from "react";
import { number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import { type FaultGroup, groupsOf, isWhole } from "./faults";
import type { Draft, Fault } from "./types";
import { useIntakeTexts } from "./useIntakeTexts";

const FIRST = 5;

/** What is wrong, one group for each mistake; the rows stand below it. */
export function Faults({ draft }: { draft: Pick<Draft, "faults" | "faults_total"> }) {
  const w = useIntakeTexts();
  const shown = draft.faults.length;
  if (draft.faults_total === 0) return null;
  return (
    <section className="faults" aria-labelledby="faults-title">
      <h3 id="faults-title">
        {w.faults.title} · {w.faults.total(number(draft.faults_total))}
      </h3>
      {shown < draft.faults_total && (
        <p className="muted">{w.faults.shown(number(shown), number(draft.faults_total))}</p>
      )}
      {groupsOf(draft.faults).map((group) => (
        <Group key={`${group.rule}/${group.column}`} group={group} />
      ))}
    </section>
  );
}

function Group({ group }: { group: FaultGroup }) {
  const { language } = useLanguage();
  const w = useIntakeTexts();
  const [all, setAll] = useState(false);
  const { faults, column, rule } = group;
  const [first] = faults;
  if (first === undefined) return null;
  const more = faults.length - FIRST;
  const sameHint = faults.every((fault) => fault[`hint_${language}`] === first[`hint_${language}`]);
  return (
    <section className="fault-group" data-rule={rule}>
      <h4>
        <span className="fault-column">{w.field[column] ?? column}</span>
        {sameHint && <span>{first[`hint_${language}`]}</span>}
        <span className="muted">
          {isWhole(group) ? w.faults.head : w.faults.rows(number(faults.length))} · {rule}
        </span>
      </h4>
      {!(isWhole(group) && sameHint && first.value === "") && (
        <FaultTable faults={all ? faults : faults.slice(0, FIRST)} hints={!sameHint} />
      )}
      {more > 0 && !all && (
        <button type="button" className="link" onClick={() => setAll(true)}>
          {w.faults.more(number(more))} · {w.faults.all}
        </button>
      )}
    </section>
  );
}

function FaultTable({ faults, hints }: { faults: readonly Fault[]; hints: boolean }) {
  const { language } = useLanguage();
  const w = useIntakeTexts();
  const meant = faults.some(({ suggestions }) => suggestions.length > 0);
  return (
    <table className="fault-table">
      <thead>
        <tr>
          <th scope="col">{w.faults.row}</th>
          <th scope="col">{w.faults.value}</th>
          {hints && <th scope="col">{w.faults.hint}</th>}
          {meant && <th scope="col">{w.faults.meant}</th>}
        </tr>
      </thead>
      <tbody>
        {faults.map((fault) => (
          <tr key={`${fault.row} ${fault.value}`} data-fault={fault.row}>
            <th scope="row">{number(fault.row)}</th>
            <td>
              {fault.value === "" ? (
                <span className="muted">{w.faults.empty}</span>
              ) : (
                <code>{fault.value}</code>
              )}
            </td>
            {hints && <td>{fault[`hint_${language}`]}</td>}
            {meant && <td className="fault-meant">{fault.suggestions.join(" · ")}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
