import { Checkbox } from "@mantine/core";
import type { QuarantineRow } from "../types";
import { useAdminTexts } from "../useAdminTexts";
import { Row } from "./Row";

interface Props {
  rows: readonly QuarantineRow[];
  /** Null: nothing can be done to what is resolved, so nothing is chosen. */
  chosen: ReadonlySet<number> | null;
  setChosen: (chosen: ReadonlySet<number>) => void;
  look: (id: number) => void;
}

export function QuarantineTable({ rows, chosen, setChosen, look }: Props) {
  const a = useAdminTexts();
  const q = a.quarantine;
  const all = chosen !== null && chosen.size === rows.length;
  const toggle = (id: number) => {
    const after = new Set(chosen);
    if (!after.delete(id)) after.add(id);
    setChosen(after);
  };
  return (
    <table className="records" aria-label={a.tab.quarantine}>
      <thead>
        <tr>
          {chosen && (
            <th scope="col">
              <Checkbox
                aria-label={q.selectAll}
                checked={all}
                indeterminate={!all && chosen.size > 0}
                onChange={() => setChosen(new Set(all ? [] : rows.map(({ id }) => id)))}
              />
            </th>
          )}
          {[q.from, q.received, q.why, q.detail].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
          <th scope="col">
            <span className="for-readers">{a.device.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row
            key={row.id}
            row={row}
            chosen={chosen?.has(row.id) ?? null}
            toggle={() => toggle(row.id)}
            look={() => look(row.id)}
          />
        ))}
      </tbody>
    </table>
  );
}
