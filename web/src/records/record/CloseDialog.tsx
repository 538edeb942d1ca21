import { TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useDay } from "../../app/DayProvider";
import { useLanguage } from "../../i18n/LanguageProvider";
import { actOn } from "../api";
import { dropDraft } from "../drafts";
import { Dialog } from "../parts/Dialog";
import { recordChanged } from "../queries";
import { keyOf, type ListName, type RecordRow } from "../types";
import { useRecordTexts } from "../useRecordTexts";
import { titleOf } from "../words";

interface Props {
  list: ListName;
  record: RecordRow;
  reopen: boolean;
  close: () => void;
  tell: (words: string) => void;
}

/** They have days of their own: closed, they never held. */
const UNDATED: ReadonlySet<ListName> = new Set<ListName>(["holidays", "demand-factors"]);

/** A record is taken out of use for a reason, from a day on; or comes back. */
export function CloseDialog({ list, record, reopen, close, tell }: Props) {
  const r = useRecordTexts();
  const { language } = useLanguage();
  const { today } = useDay();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const [day, setDay] = useState(today);
  const key = keyOf(record);
  const asked = reopen ? {} : { reason: reason.trim(), ...(UNDATED.has(list) ? {} : { day }) };
  return (
    <Dialog
      title={
        reopen ? r.closing.reopenTitle(titleOf(record, language)) : r.closing.title(titleOf(record, language))
      }
      submit={reopen ? r.closing.reopen : r.closing.submit}
      grave={!reopen}
      ready={reopen || reason.trim() !== ""}
      run={() => actOn(list, key, reopen ? "reopen" : "close", asked, record.version)}
      done={() => {
        dropDraft(list, key);
        recordChanged(queries, list, key, null);
        tell(reopen ? r.reopened : r.closedNow);
        close();
      }}
      close={close}
    >
      <p className="muted">{reopen ? r.closing.reopenHint : r.closing.hint}</p>
      {!reopen && (
        <TextInput
          label={r.closing.reason}
          value={reason}
          maxLength={300}
          data-autofocus
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
      {!reopen && !UNDATED.has(list) && (
        <TextInput
          type="date"
          label={r.closing.day}
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
      )}
    </Dialog>
  );
}
