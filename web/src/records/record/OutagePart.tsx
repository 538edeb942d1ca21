import { Button, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useView } from "../../app/ViewProvider";
import { useLanguage } from "../../i18n/LanguageProvider";
import { useClock } from "../../time/ClockProvider";
import { fromWibInput, wibInput, wibMoment } from "../../time/wib";
import { actOn } from "../api";
import { Dialog } from "../parts/Dialog";
import { KirSign } from "../parts/KirSign";
import { Withdraw } from "../parts/Withdraw";
import { recordChanged } from "../queries";
import { keyOf, type RecordRow } from "../types";
import { useRecordTexts } from "../useRecordTexts";
import { choiceWord, titleOf } from "../words";
import type { ExtraProps } from "./Extras";

interface Outage {
  id: number;
  from_at: string;
  until_at: string | null;
  reason: string;
  planned: boolean;
}

interface Member {
  id: number;
  name: string;
  duty: string;
}

/** When a vehicle cannot work, whether it may drive at all, and who drives it. */
export function OutagePart({ record, mayEdit, tell }: ExtraProps) {
  const r = useRecordTexts();
  const [adding, setAdding] = useState(false);
  const outages = (record.outages ?? []) as Outage[];
  return (
    <>
      <section className="record-part" aria-label={r.outage.title}>
        <p>
          <KirSign until={record.kir_until} />
        </p>
        <h4>{r.outage.title}</h4>
        {outages.length === 0 && <p className="muted">{r.outage.none}</p>}
        <ul>
          {outages.map((outage) => (
            <li key={outage.id}>
              <OutageWords outage={outage} />{" "}
              {mayEdit && outage.planned && (
                <Withdraw
                  list="vehicles"
                  record={record}
                  act={`outages/${outage.id}/withdraw`}
                  what={outage.reason}
                  tell={tell}
                />
              )}
            </li>
          ))}
        </ul>
        {mayEdit && (
          <Button size="compact-sm" variant="default" onClick={() => setAdding(true)}>
            {r.outage.add}
          </Button>
        )}
      </section>
      <CrewOf members={(record.crew ?? []) as Member[]} />
      {adding && <AddOutage record={record} close={() => setAdding(false)} tell={tell} />}
    </>
  );
}

function OutageWords({ outage }: { outage: Outage }) {
  const r = useRecordTexts();
  const { language } = useLanguage();
  const end = outage.until_at ? wibMoment(outage.until_at, language) : r.outage.open;
  return (
    <>
      {wibMoment(outage.from_at, language)} – {end}
      <span className="record-sub">
        {outage.planned ? r.outage.planned : r.outage.broke} · {outage.reason}
      </span>
    </>
  );
}

function CrewOf({ members }: { members: readonly Member[] }) {
  const r = useRecordTexts();
  const { openData } = useView();
  return (
    <section className="record-part" aria-label={r.outage.crew}>
      <h4>{r.outage.crew}</h4>
      {members.length === 0 && <p className="muted">{r.outage.noCrew}</p>}
      <ul>
        {members.map(({ id, name, duty }) => (
          <li key={id}>
            <button type="button" className="link" onClick={() => openData(`crews/${id}`)}>
              {name}
            </button>{" "}
            · {choiceWord("duty", duty, r)}
          </li>
        ))}
      </ul>
    </section>
  );
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const USUAL_MS = 6 * HOUR_MS;

function AddOutage({
  record,
  close,
  tell,
}: {
  record: RecordRow;
  close: () => void;
  tell: ExtraProps["tell"];
}) {
  const r = useRecordTexts();
  const { language } = useLanguage();
  const queries = useQueryClient();
  const now = useClock().now();
  // Tomorrow at the next full hour: what is planned is seldom meant for now.
  const [first] = useState(Math.ceil((now + DAY_MS) / HOUR_MS) * HOUR_MS);
  const [from, setFrom] = useState(wibInput(first));
  const [until, setUntil] = useState(wibInput(first + USUAL_MS));
  const [reason, setReason] = useState("");
  const [begin, end] = [fromWibInput(from), fromWibInput(until)];
  const inOrder = begin !== null && end !== null && end > begin;
  const body = () => ({
    from_at: new Date(begin ?? 0).toISOString(),
    until_at: new Date(end ?? 0).toISOString(),
    reason: reason.trim(),
  });
  return (
    <Dialog
      title={`${r.outage.add}: ${titleOf(record, language)}`}
      submit={r.outage.submit}
      ready={inOrder && reason.trim() !== ""}
      run={() => actOn("vehicles", keyOf(record), "outages", body(), record.version)}
      done={() => {
        recordChanged(queries, "vehicles", keyOf(record), null);
        tell(r.outage.noted);
        close();
      }}
      close={close}
    >
      <p className="muted">{r.outage.hint}</p>
      <TextInput
        label={r.outage.reason}
        value={reason}
        maxLength={300}
        data-autofocus
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <TextInput
        type="datetime-local"
        label={`${r.outage.from} (WIB)`}
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <TextInput
        type="datetime-local"
        label={`${r.outage.until} (WIB)`}
        value={until}
        error={inOrder ? undefined : r.outage.order}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
    </Dialog>
  );
}
