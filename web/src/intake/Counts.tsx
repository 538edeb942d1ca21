import { number } from "../i18n/format";
import { DIFFERENCES, type DifferenceKind, type Draft } from "./types";
import { useIntakeTexts } from "./useIntakeTexts";

const FEW = 6;

/** How the file differs from what is stored. */
export function Counts({ draft }: { draft: Draft }) {
  const w = useIntakeTexts();
  const { difference } = draft;
  const codes = (kind: DifferenceKind) => difference.codes[kind]?.slice(0, FEW).join(", ");
  return (
    <>
      <dl className="counts">
        {DIFFERENCES.map((kind) => (
          <div key={kind} className={`count-${kind}`} data-count={kind}>
            <dt>{w.count[kind]}</dt>
            <dd>
              <strong>{number(difference[kind])}</strong>
            </dd>
            {difference[kind] > 0 && codes(kind) && (
              <dd className="count-codes">{w.count.codes(codes(kind) ?? "")}</dd>
            )}
          </div>
        ))}
        <div className="count-faults" data-count="faults">
          <dt>{w.count.faults}</dt>
          <dd>
            <strong>{number(draft.faults_total)}</strong>
          </dd>
        </div>
      </dl>
      {difference.missing > 0 && <p className="muted">{w.count.missingHint}</p>}
    </>
  );
}
