import { Button, Checkbox } from "@mantine/core";
import { useLanguage } from "../../i18n/LanguageProvider";
import { useNow } from "../../time/ClockProvider";
import { when } from "../parts/when";
import type { QuarantineRow } from "../types";
import { useAdminTexts } from "../useAdminTexts";

interface Props {
  row: QuarantineRow;
  /** Null: the row cannot be chosen. */
  chosen: boolean | null;
  toggle: () => void;
  look: () => void;
}

export function Row({ row, chosen, toggle, look }: Props) {
  const a = useAdminTexts();
  const { language } = useLanguage();
  const now = useNow();
  const q = a.quarantine;
  const name = String(row.id);
  return (
    <tr data-quarantine={row.id}>
      {chosen !== null && (
        <td className="record-choice">
          <Checkbox aria-label={q.select(name)} checked={chosen} onChange={toggle} />
        </td>
      )}
      <th scope="row">
        <strong>{row.device_id ?? row.external_id ?? a.unknown}</strong>
        <span className="record-sub record-topic">{row.topic}</span>
      </th>
      <td data-label={q.received} className="nowrap">
        {when(row.received_at, now, language)}
      </td>
      <td data-label={q.why}>
        <strong>{row.reasons.map((reason) => a.reason[reason] ?? reason).join(", ")}</strong>
        <Fate row={row} />
      </td>
      <td data-label={q.detail}>
        <span className="record-detail">{row.detail || a.unknown}</span>
      </td>
      <td className="record-actions">
        <Button size="compact-sm" variant="default" aria-label={q.lookAt(name)} onClick={look}>
          {q.look}
        </Button>
      </td>
    </tr>
  );
}

function Fate({ row }: { row: QuarantineRow }) {
  const { quarantine: q } = useAdminTexts();
  const words = row.resolution ? q.resolution[row.resolution] : row.retry_asked_at && q.waits;
  return words ? <span className="record-sub">{words}</span> : null;
}
