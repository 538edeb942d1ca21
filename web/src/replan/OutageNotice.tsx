import { Button } from "@mantine/core";
import { body, client } from "../api/client";
import type { Outage } from "../api/types";
import { useRights } from "../app/useRights";
import { kilograms, number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import { id } from "../i18n/replan/id";
import { Sign } from "../map/Sign";
import { TRUCK_SHAPE } from "../map/shapes";
import { useMoment } from "../roads/useUntil";
import { AskTwice } from "./AskTwice";
import { useReplan } from "./ReplanProvider";
import { reasonShown } from "./reasons";

/** Since when and why a truck stands, what became of its load, who still waits for it, and the way out. */
export function OutageNotice({ outage, openStops }: { outage: Outage; openStops: number }) {
  const { t } = useLanguage();
  const rights = useRights();
  const words = t.replan.outage;
  const moment = useMoment();
  const load = [words.loadState[outage.load], outage.load_kg ? kilograms(outage.load_kg) : null];
  return (
    <section className="mishap" aria-label={words.title}>
      <h3>
        <Sign shape={TRUCK_SHAPE.broken} size={15} /> {words.since(moment(outage.since))}
      </h3>
      <p>
        {reasonShown(outage.reason, id.outage.reasons, words.reasons)} · {load.filter(Boolean).join(" ")}
      </p>
      {openStops > 0 && <p className="mishap-open">{words.openStops(number(openStops))}</p>}
      {(rights.replan || rights.record) && (
        <div className="closure-actions">
          {rights.replan && openStops > 0 && <ReplanButton id={outage.id} />}
          {rights.record && (
            <AskTwice
              label={words.repaired}
              question={words.repairedAsk}
              yes={words.repairedYes}
              run={() => repaired(outage)}
            />
          )}
        </div>
      )}
    </section>
  );
}

function ReplanButton({ id: outageId }: { id: number }) {
  const { t } = useLanguage();
  const replan = useReplan();
  return (
    <Button
      size="compact-md"
      disabled={replan.busy}
      onClick={() => replan.request({ kind: "outage", id: outageId })}
    >
      {t.replan.truck.replan}
    </Button>
  );
}

function repaired({ id: outage_id, vehicle_id }: Outage) {
  return body(
    client.POST("/api/v1/vehicles/{vehicle_id}/outages/{outage_id}/end", {
      params: { path: { vehicle_id, outage_id } },
    }),
  );
}
