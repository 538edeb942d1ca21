import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useView } from "../../app/ViewProvider";
import { useLanguage } from "../../i18n/LanguageProvider";
import { changeRecord, createRecord, type Overtaken, RecordError } from "../api";
import { dropDraft } from "../drafts";
import { fieldProblems, problemWords } from "../problem";
import { recordChanged } from "../queries";
import { keyOf, type ListName, type RecordRow } from "../types";
import { useRecordTexts } from "../useRecordTexts";
import type { RecordFormState } from "./useRecordForm";

interface Asked {
  list: ListName;
  recordKey: string;
  state: RecordFormState;
  tell: (words: string) => void;
}

interface Sent {
  body: object;
  /** The version that the change stands on; null for a new record. */
  version: number | null;
}

/** Sends the changes of a form; of two people who change a record at once the second one is asked. */
export function useSaving({ list, recordKey, state, tell }: Asked) {
  const r = useRecordTexts();
  const { language } = useLanguage();
  const { openData } = useView();
  const queries = useQueryClient();
  const [overtaken, setOvertaken] = useState<Overtaken | null>(null);
  const [incomplete, setIncomplete] = useState(false);

  const keep = (record: RecordRow) => {
    setOvertaken(null);
    dropDraft(list, recordKey);
    recordChanged(queries, list, keyOf(record), record);
    if (state.base === null) openData(`${list}/${keyOf(record)}`);
  };
  const save = useMutation({
    mutationFn: ({ body, version }: Sent) =>
      version === null ? createRecord(list, body) : changeRecord(list, recordKey, version, body),
    onSuccess: (record) => {
      keep(record);
      tell(state.base ? r.saved : r.made);
    },
    onError: (error) => {
      setOvertaken(error instanceof RecordError ? error.overtaken : null);
      state.blame(fieldProblems(error, language));
    },
  });
  const submit = () => {
    const sound = state.judge();
    setIncomplete(!sound);
    if (sound && !save.isPending) {
      save.mutate({ body: state.changes.body, version: state.base?.version ?? null });
    }
  };
  const failed =
    save.error && !overtaken
      ? failureWords(save.error, state, problemWords(save.error, r, language), r.faults)
      : null;
  return {
    busy: save.isPending,
    failure: incomplete && Object.keys(state.changes.faults).length > 0 ? r.faults : failed,
    overtaken,
    submit,
    takeTheirs: () => overtaken && keep(overtaken.current),
    apply: (body: Record<string, unknown>) => {
      if (!overtaken) return;
      if (Object.keys(body).length === 0) return keep(overtaken.current);
      save.mutate({ body, version: overtaken.current.version });
    },
    forget: () => setOvertaken(null),
  };
}

/** Where the server's complaints stand at their fields, one sentence sends the eye there. */
function failureWords(error: Error, state: RecordFormState, sentence: string, atFields: string): string {
  const names = state.fields.map(({ name }) => name);
  const said = Object.entries(fieldProblems(error, "id"));
  if (said.length === 0) return sentence;
  return said.every(([name]) => names.includes(name)) ? atFields : sentence;
}
