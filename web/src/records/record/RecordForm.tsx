import { Button, Group } from "@mantine/core";
import { type FormEvent, useRef, useState } from "react";
import { useDay } from "../../app/DayProvider";
import { useLanguage } from "../../i18n/LanguageProvider";
import { Badges } from "../parts/Badges";
import { SPECS } from "../specs";
import type { ListName, RecordRow } from "../types";
import { useRecordTexts } from "../useRecordTexts";
import { isClosed, titleOf } from "../words";
import { CloseDialog } from "./CloseDialog";
import { ConflictDialog } from "./ConflictDialog";
import { Extras } from "./Extras";
import { FieldGroups } from "./FieldGroups";
import { HistoryList } from "./HistoryList";
import { OnMap } from "./OnMap";
import { ReadOnly } from "./ReadOnly";
import { type RecordFormState, useRecordForm } from "./useRecordForm";
import { useSaving } from "./useSaving";

interface Props {
  list: ListName;
  recordKey: string;
  record: RecordRow | null;
  mayEdit: boolean;
  tell: (words: string) => void;
}

/** A record with all that can be done to it, and what was done to it before. */
export function RecordForm({ list, recordKey, record, mayEdit, tell }: Props) {
  const r = useRecordTexts();
  const { language } = useLanguage();
  const { today } = useDay();
  const state = useRecordForm(list, recordKey, record);
  const closed = record !== null && isClosed(record, today);
  const editable = mayEdit && !closed;
  return (
    <>
      <header className="record-head">
        <h3>
          {record ? titleOf(record, language) : r.add[list]}{" "}
          {record && <Badges list={list} record={record} />}
        </h3>
        <Group gap="xs">
          {record && <OnMap list={list} record={record} />}
          {record && mayEdit && SPECS[list].kept && (
            <Closing list={list} record={record} closed={closed} tell={tell} />
          )}
        </Group>
      </header>
      {!mayEdit && <p className="muted">{r.readOnly}</p>}
      {mayEdit && closed && <p className="warning">{r.closedNote}</p>}
      <div className="record-columns" data-place={hasPlace(list)}>
        {editable ? (
          <Editing list={list} recordKey={recordKey} state={state} tell={tell} />
        ) : (
          <ReadOnly list={list} record={record} />
        )}
        {record && (
          <div className="record-side">
            <Extras list={list} record={record} mayEdit={editable} tell={tell} />
            {mayEdit && <HistoryList list={list} record={record} />}
          </div>
        )}
      </div>
    </>
  );
}

/** Where there is a map it takes the right half, and the history goes below. */
const hasPlace = (list: ListName) => list === "points" || list === "facilities";

interface EditingProps {
  list: ListName;
  recordKey: string;
  state: RecordFormState;
  tell: (words: string) => void;
}

function Editing({ list, recordKey, state, tell }: EditingProps) {
  const r = useRecordTexts();
  const form = useRef<HTMLFormElement>(null);
  const saving = useSaving({ list, recordKey, state, tell });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.submit();
    // After the render that marks the fields: the first one at fault is where to go on.
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  };
  return (
    <form ref={form} className="record-form" onSubmit={submit} noValidate aria-busy={saving.busy}>
      {state.restored && <p className="warning">{r.restored}</p>}
      <FieldGroups list={list} state={state} />
      <div className="record-save">
        {saving.failure && (
          <p className="failure" role="alert">
            {saving.failure}
          </p>
        )}
        <Group gap="sm">
          <Button type="submit" loading={saving.busy} disabled={!state.dirty}>
            {state.base ? r.save : r.create}
          </Button>
          {state.dirty && <Discard discard={state.discard} />}
          {!state.dirty && state.base && <span className="muted">{r.nothing}</span>}
        </Group>
      </div>
      {saving.overtaken && state.base && (
        <ConflictDialog
          fields={state.fields}
          base={state.base}
          overtaken={saving.overtaken}
          mine={state.changes.values}
          busy={saving.busy}
          takeTheirs={saving.takeTheirs}
          apply={saving.apply}
          close={saving.forget}
        />
      )}
    </form>
  );
}

/** Throwing away what was typed takes two presses. */
function Discard({ discard }: { discard: () => void }) {
  const r = useRecordTexts();
  const [asked, setAsked] = useState(false);
  if (!asked) {
    return (
      <Button variant="default" onClick={() => setAsked(true)}>
        {r.discard}
      </Button>
    );
  }
  return (
    <>
      <span>{r.discardAsk}</span>
      <Button variant="default" onClick={() => setAsked(false)}>
        {r.cancel}
      </Button>
      <Button color="red.9" autoFocus onClick={discard}>
        {r.discard}
      </Button>
    </>
  );
}

interface ClosingProps {
  list: ListName;
  record: RecordRow;
  closed: boolean;
  tell: (words: string) => void;
}

function Closing({ list, record, closed, tell }: ClosingProps) {
  const r = useRecordTexts();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
        {closed ? r.closing.reopen : r.closing.open}
      </Button>
      {open && (
        <CloseDialog list={list} record={record} reopen={closed} close={() => setOpen(false)} tell={tell} />
      )}
    </>
  );
}
