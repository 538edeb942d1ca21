import { Button } from "@mantine/core";
import { useState } from "react";
import { body, client } from "../api/client";
import { useSystem } from "../api/queries";
import type { FacilityClosure } from "../api/types";
import { useRights } from "../app/useRights";
import { useLanguage } from "../i18n/LanguageProvider";
import { id } from "../i18n/replan/id";
import { Sign } from "../map/Sign";
import { ROAD_SHAPE } from "../map/shapes";
import { EndChoice, type EndState, moment as endMoment, firstEnd } from "../roads/EndChoice";
import { useMoment } from "../roads/useUntil";
import { useNow } from "../time/ClockProvider";
import { AskTwice } from "./AskTwice";
import { useFacilityClosures } from "./queries";
import { RecordForm } from "./RecordForm";
import { useReplan } from "./ReplanProvider";
import { type Reason, reasonKept, reasonShown } from "./reasons";
import { useRecording } from "./useRecording";

/** Closes a facility for the rest of the day, or says that it is closed and how to open it again. */
export function FacilityClosing({ facilityId }: { facilityId: number }) {
  const { t } = useLanguage();
  const rights = useRights();
  const [asking, setAsking] = useState(false);
  const closure = useFacilityClosures().data?.find(
    (one) => one.facility_id === facilityId && one.in_force && one.lifted_at === null,
  );
  if (closure) return <ClosedNotice closure={closure} />;
  if (!rights.replan) return null;
  if (asking) return <FacilityForm facilityId={facilityId} done={() => setAsking(false)} />;
  return (
    <div className="closure-actions point-actions">
      <Button size="compact-md" variant="outline" color="#a63c00" onClick={() => setAsking(true)}>
        {t.replan.facility.close}
      </Button>
    </div>
  );
}

function FacilityForm({ facilityId, done }: { facilityId: number; done: () => void }) {
  const { t } = useLanguage();
  const words = t.replan.facility;
  const from = useNow();
  const shiftEnd = Date.parse(useSystem().data?.shift.end ?? "");
  const [reason, setReason] = useState<Reason>({ code: "full", detail: "" });
  const [end, setEnd] = useState<EndState>(() => ({ ...firstEnd({ from, shiftEnd }), ending: "today" }));
  const until = endMoment(end, { from, shiftEnd });
  const kept = reasonKept(reason, id.facility.reasons);
  const close = () =>
    body(
      client.POST("/api/v1/facilities/{facility_id}/closures", {
        params: { path: { facility_id: facilityId } },
        body: { reason: kept, until: typeof until === "number" ? new Date(until).toISOString() : null },
      }),
    );
  const recording = useRecording("facility", close, done);
  return (
    <RecordForm
      label={words.close}
      words={words}
      reason={reason}
      setReason={setReason}
      ready={kept !== "" && until !== undefined}
      recording={recording}
      cancel={done}
    >
      <EndChoice state={end} setState={setEnd} from={from} shiftEnd={shiftEnd} />
    </RecordForm>
  );
}

function ClosedNotice({ closure }: { closure: FacilityClosure }) {
  const { t } = useLanguage();
  const rights = useRights();
  const replan = useReplan();
  const words = t.replan.facility;
  const moment = useMoment();
  const until = closure.until ? words.until(moment(closure.until)) : words.untilLifted;
  return (
    <section className="mishap" aria-label={words.closed} data-facility-closed={closure.facility_id}>
      <h3>
        <Sign shape={ROAD_SHAPE.closed} size={15} /> {words.closed} {until}
      </h3>
      <p>{reasonShown(closure.reason, id.facility.reasons, words.reasons)}</p>
      {rights.replan && (
        <div className="closure-actions">
          <Button
            size="compact-md"
            disabled={replan.busy}
            onClick={() => replan.request({ kind: "facility", id: closure.id })}
          >
            {t.replan.truck.replan}
          </Button>
          <AskTwice
            label={words.lift}
            question={words.liftAsk}
            yes={words.liftYes}
            run={() => lift(closure.id)}
          />
        </div>
      )}
    </section>
  );
}

function lift(closure_id: number) {
  return body(
    client.POST("/api/v1/facilities/closures/{closure_id}/lift", { params: { path: { closure_id } } }),
  );
}
