import { useState } from "react";
import { body, client } from "../api/client";
import { usePosition } from "../api/LiveProvider";
import { kilograms } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import { id } from "../i18n/replan/id";
import { Choice } from "../roads/Choice";
import { RecordForm } from "./RecordForm";
import { type Reason, reasonKept } from "./reasons";
import { useRecording } from "./useRecording";

type Load = "listed" | "transferred";
const LOADS: readonly Load[] = ["listed", "transferred"];

/** A truck that cannot go on: why, and what becomes of what it carries. */
export function OutageForm({ vehicleId, done }: { vehicleId: string; done: () => void }) {
  const { t } = useLanguage();
  const words = t.replan.outage;
  const [reason, setReason] = useState<Reason>({ code: "engine", detail: "" });
  const [load, setLoad] = useState<Load>("listed");
  const aboard = usePosition(vehicleId)?.load_kg ?? null;
  const kept = reasonKept(reason, id.outage.reasons);
  const record = () =>
    body(
      client.POST("/api/v1/vehicles/{vehicle_id}/outages", {
        params: { path: { vehicle_id: vehicleId } },
        body: { reason: kept, load },
      }),
    );
  const recording = useRecording("outage", record, done);
  return (
    <RecordForm
      label={words.title}
      words={words}
      reason={reason}
      setReason={setReason}
      ready={kept !== ""}
      recording={recording}
      cancel={done}
    >
      <Choice
        label={words.load}
        value={load}
        choose={setLoad}
        options={LOADS.map((value) => ({ value, label: words.loads[value] }))}
      />
      <p className="end-words">
        {aboard !== null && aboard > 0 && `${words.aboard(kilograms(aboard))} `}
        {words.loadHints[load]}
      </p>
    </RecordForm>
  );
}
