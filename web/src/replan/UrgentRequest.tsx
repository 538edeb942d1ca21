import { Button, NumberInput } from "@mantine/core";
import { useState } from "react";
import { body, client } from "../api/client";
import type { PointProperties, UrgentPoint } from "../api/types";
import { useDay } from "../app/DayProvider";
import { useRights } from "../app/useRights";
import { kilograms } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import { id } from "../i18n/replan/id";
import { Sign } from "../map/Sign";
import { URGENT_SHAPE } from "../map/shapes";
import { useMoment } from "../roads/useUntil";
import { AskTwice } from "./AskTwice";
import { useUrgentPoints } from "./queries";
import { RecordForm } from "./RecordForm";
import { useReplan } from "./ReplanProvider";
import { type Reason, reasonKept, reasonShown } from "./reasons";
import { useRecording } from "./useRecording";

/** A route comes today or has come: nothing to ask for. */
const PROVIDED: ReadonlySet<PointProperties["status"]> = new Set(["done", "planned", "late"]);

/** Has a point emptied today that no route serves, or says who asked for it. */
export function UrgentRequest({ point }: { point: PointProperties }) {
  const { t } = useLanguage();
  const { day, today } = useDay();
  const rights = useRights();
  const [asking, setAsking] = useState(false);
  const urgent = useUrgentPoints(day).data?.find(isOpenFor(point.id));
  if (urgent) return <UrgentNotice urgent={urgent} point={point} />;
  if (day !== today || !rights.record || PROVIDED.has(point.status)) return null;
  if (asking) return <UrgentForm point={point} day={day} done={() => setAsking(false)} />;
  return (
    <div className="closure-actions point-actions">
      <Button size="compact-md" onClick={() => setAsking(true)}>
        {t.replan.urgent.ask}
      </Button>
    </div>
  );
}

export function isOpenFor(pointId: number): (urgent: UrgentPoint) => boolean {
  return (urgent) => urgent.point_id === pointId && urgent.withdrawn_at === null;
}

function UrgentForm({ point, day, done }: { point: PointProperties; day: string; done: () => void }) {
  const { t } = useLanguage();
  const words = t.replan.urgent;
  const [reason, setReason] = useState<Reason>({ code: "overflow", detail: "" });
  const [kg, setKg] = useState<string | number>("");
  const kept = reasonKept(reason, id.urgent.reasons);
  const ask = () =>
    body(
      client.POST("/api/v1/urgent-points", {
        body: {
          operating_day: day,
          point_id: point.id,
          kg: typeof kg === "number" ? kg : null,
          reason: kept,
        },
      }),
    );
  const recording = useRecording("urgent", ask, done);
  return (
    <RecordForm
      label={words.ask}
      words={words}
      reason={reason}
      setReason={setReason}
      ready={kept !== ""}
      recording={recording}
      cancel={done}
    >
      <NumberInput
        label={words.kg}
        placeholder={words.kgHint(kilograms(point.kg_estimate))}
        min={1}
        max={20_000}
        allowDecimal={false}
        hideControls
        value={kg}
        onChange={setKg}
      />
    </RecordForm>
  );
}

function UrgentNotice({ urgent, point }: { urgent: UrgentPoint; point: PointProperties }) {
  const { t } = useLanguage();
  const rights = useRights();
  const words = t.replan.urgent;
  const moment = useMoment();
  const waits = !PROVIDED.has(point.status);
  return (
    <section className="mishap urgent-notice" aria-label={words.state} data-urgent={urgent.point_id}>
      <h3>
        <Sign shape={URGENT_SHAPE} size={15} /> {words.state}
      </h3>
      <p>
        {reasonShown(urgent.reason, id.urgent.reasons, words.reasons)}
        {urgent.kg !== null && ` · ${kilograms(urgent.kg)}`}
        {` · ${words.by(urgent.requested_by, moment(urgent.requested_at))}`}
      </p>
      {waits && <p className="mishap-open">{words.notYet}</p>}
      <div className="closure-actions">
        {waits && rights.replan && <ReplanFor urgentId={urgent.id} />}
        {rights.record && point.status !== "done" && (
          <AskTwice
            label={words.withdraw}
            question={words.withdrawAsk}
            yes={words.withdrawYes}
            run={() => withdraw(urgent.id)}
          />
        )}
      </div>
    </section>
  );
}

function ReplanFor({ urgentId }: { urgentId: number }) {
  const { t } = useLanguage();
  const replan = useReplan();
  return (
    <Button
      size="compact-md"
      disabled={replan.busy}
      onClick={() => replan.request({ kind: "urgent", id: urgentId })}
    >
      {t.replan.truck.replan}
    </Button>
  );
}

function withdraw(urgent_id: number) {
  return body(client.POST("/api/v1/urgent-points/{urgent_id}/withdraw", { params: { path: { urgent_id } } }));
}
