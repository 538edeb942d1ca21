import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useVehicles } from "../../api/queries";
import { useDay } from "../../app/DayProvider";
import { useView } from "../../app/ViewProvider";
import { actOn } from "../api";
import { Dialog } from "../parts/Dialog";
import { Withdraw } from "../parts/Withdraw";
import { recordChanged } from "../queries";
import { keyOf, type RecordRow } from "../types";
import { useRecordTexts } from "../useRecordTexts";
import { useWording } from "../useWording";
import { dateOf } from "../words";
import type { ExtraProps } from "./Extras";

interface Absence {
  id: number;
  from_day: string;
  to_day: string;
  reason: string;
}

/** On which truck somebody works, and when not at all. */
export function CrewPart({ record, mayEdit, tell }: ExtraProps) {
  const r = useRecordTexts();
  const { names, language } = useWording();
  const { openData } = useView();
  const [asked, setAsked] = useState<"truck" | "absence" | null>(null);
  const absences = (record.absences ?? []) as Absence[];
  const truck = record.vehicle_id ? String(record.vehicle_id) : null;
  const close = () => setAsked(null);
  return (
    <>
      <section className="record-part" aria-label={r.crew.truck}>
        <h4>{r.crew.truck}</h4>
        <p>
          {truck ? (
            <button type="button" className="link" onClick={() => openData(`vehicles/${truck}`)}>
              {names.vehicle(truck)}
            </button>
          ) : (
            r.crew.none
          )}
        </p>
        {mayEdit && (
          <Button size="compact-sm" variant="default" onClick={() => setAsked("truck")}>
            {r.crew.assign}
          </Button>
        )}
      </section>
      <section className="record-part" aria-label={r.crew.absences}>
        <h4>{r.crew.absences}</h4>
        {absences.length === 0 && <p className="muted">{r.crew.noAbsence}</p>}
        <ul>
          {absences.map(({ id, from_day, to_day, reason }) => (
            <li key={id}>
              {dateOf(from_day, language)}
              {to_day !== from_day && ` – ${dateOf(to_day, language)}`}
              <span className="record-sub">{reason}</span>
              {mayEdit && (
                <Withdraw
                  list="crews"
                  record={record}
                  act={`absences/${id}/withdraw`}
                  what={reason}
                  tell={tell}
                />
              )}
            </li>
          ))}
        </ul>
        {mayEdit && (
          <Button size="compact-sm" variant="default" onClick={() => setAsked("absence")}>
            {r.crew.add}
          </Button>
        )}
      </section>
      {asked === "truck" && <AssignDialog record={record} close={close} tell={tell} />}
      {asked === "absence" && <AbsenceDialog record={record} close={close} tell={tell} />}
    </>
  );
}

interface DialogProps {
  record: RecordRow;
  close: () => void;
  tell: (words: string) => void;
}

function AssignDialog({ record, close, tell }: DialogProps) {
  const r = useRecordTexts();
  const queries = useQueryClient();
  const { today } = useDay();
  const vehicles = useVehicles().data ?? [];
  const [truck, setTruck] = useState(String(record.vehicle_id ?? ""));
  const [from, setFrom] = useState(today);
  return (
    <Dialog
      title={`${r.crew.assign}: ${record.name}`}
      submit={r.crew.submit}
      ready={from !== ""}
      run={() => actOn("crews", keyOf(record), "assign", { vehicle_id: truck || null, from }, record.version)}
      done={() => {
        recordChanged(queries, "crews", keyOf(record), null);
        tell(r.crew.moved);
        close();
      }}
      close={close}
    >
      <NativeSelect
        label={r.crew.truck}
        value={truck}
        data-autofocus
        onChange={(event) => setTruck(event.currentTarget.value)}
        data={[
          { value: "", label: r.crew.nowhere },
          ...vehicles.map(({ id, plate }) => ({ value: id, label: `${plate} · ${id}` })),
        ]}
      />
      <TextInput
        type="date"
        label={r.crew.from}
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
    </Dialog>
  );
}

function AbsenceDialog({ record, close, tell }: DialogProps) {
  const r = useRecordTexts();
  const queries = useQueryClient();
  const { today } = useDay();
  const [from, setFrom] = useState(today);
  const [to, setTo] = useState(today);
  const [reason, setReason] = useState("");
  const inOrder = from !== "" && to >= from;
  const body = { from_day: from, to_day: to, reason: reason.trim() };
  return (
    <Dialog
      title={`${r.crew.add}: ${record.name}`}
      submit={r.crew.note}
      ready={inOrder && reason.trim() !== ""}
      run={() => actOn("crews", keyOf(record), "absences", body, record.version)}
      done={() => {
        recordChanged(queries, "crews", keyOf(record), null);
        tell(r.outage.noted);
        close();
      }}
      close={close}
    >
      <TextInput
        label={r.crew.reason}
        value={reason}
        maxLength={300}
        data-autofocus
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label={r.crew.fromDay}
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label={r.crew.toDay}
        value={to}
        error={inOrder ? undefined : r.outage.order}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
    </Dialog>
  );
}
