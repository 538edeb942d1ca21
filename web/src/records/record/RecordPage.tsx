import { Button } from "@mantine/core";
import { LoadFailed } from "../../app/LoadFailed";
import { useView } from "../../app/ViewProvider";
import { RecordError } from "../api";
import { useRecord } from "../queries";
import { type ListName, NEW } from "../types";
import { useRecordTexts } from "../useRecordTexts";
import { RecordForm } from "./RecordForm";

interface Props {
  list: ListName;
  recordKey: string;
  mayEdit: boolean;
  tell: (words: string) => void;
}

/** One record, or a new one. */
export function RecordPage({ list, recordKey, mayEdit, tell }: Props) {
  const r = useRecordTexts();
  const { openData } = useView();
  const fresh = recordKey === NEW;
  const record = useRecord(list, fresh ? null : recordKey);
  const missing = record.error instanceof RecordError && record.error.status === 404;
  return (
    <article className="record">
      <Button size="compact-sm" variant="subtle" className="record-back" onClick={() => openData(list)}>
        ‹ {r.back}
      </Button>
      {missing && <p className="empty">{r.error.notFound}</p>}
      {record.isError && !missing && !record.data && <LoadFailed retry={() => void record.refetch()} />}
      {!fresh && record.isPending && <p className="empty">{r.loading}</p>}
      {(record.data || (fresh && mayEdit)) && (
        <RecordForm
          list={list}
          recordKey={recordKey}
          record={record.data ?? null}
          mayEdit={mayEdit}
          tell={tell}
        />
      )}
    </article>
  );
}
