import { Button } from "@mantine/core";
import { useState } from "react";
import type { VehicleDay } from "../api/types";
import { useDay } from "../app/DayProvider";
import { useRights } from "../app/useRights";
import { useLanguage } from "../i18n/LanguageProvider";
import { OutageForm } from "./OutageForm";
import { OutageNotice } from "./OutageNotice";
import { useOutageOf } from "./queries";
import { useReplan } from "./ReplanProvider";
import type { Cause } from "./types";
import { WhatsAppBox } from "./WhatsAppBox";

type Open = "nothing" | "outage" | "whatsapp";

/** What a dispatcher does with a truck: call it broken, plan the day anew, send its driver the rest of the route. */
export function TruckActions({ data }: { data: VehicleDay }) {
  const { t } = useLanguage();
  const { day, today } = useDay();
  const rights = useRights();
  const vehicleId = data.vehicle.id;
  const outage = useOutageOf(vehicleId, day);
  const [open, setOpen] = useState<Open>("nothing");
  if (day !== today) return null;
  const toggle = (which: Open) => setOpen(open === which ? "nothing" : which);
  return (
    <>
      {outage && <OutageNotice outage={outage} openStops={openStops(data)} />}
      <fieldset className="truck-actions" aria-label={t.replan.truck.actions}>
        {rights.record && !outage && (
          <Button
            size="compact-sm"
            color="#a63c00"
            variant="outline"
            aria-expanded={open === "outage"}
            onClick={() => toggle("outage")}
          >
            {t.replan.truck.broken}
          </Button>
        )}
        {rights.replan && !outage && <ReplanNow cause={causeOf(data)} />}
        {data.plan_id !== null && (
          <Button
            size="compact-sm"
            variant="default"
            aria-expanded={open === "whatsapp"}
            onClick={() => toggle("whatsapp")}
          >
            {t.replan.truck.whatsApp}
          </Button>
        )}
      </fieldset>
      {open === "outage" && !outage && <OutageForm vehicleId={vehicleId} done={() => setOpen("nothing")} />}
      {open === "whatsapp" && <WhatsAppBox data={data} />}
    </>
  );
}

function ReplanNow({ cause }: { cause: Cause }) {
  const { t } = useLanguage();
  const replan = useReplan();
  return (
    <Button size="compact-sm" variant="default" disabled={replan.busy} onClick={() => replan.request(cause)}>
      {t.replan.truck.replan}
    </Button>
  );
}

/** A route that runs into a closed road is planned anew because of it. */
function causeOf({ closures_ahead: [first] }: VehicleDay): Cause {
  return first ? { kind: "road", id: first.closure_id } : { kind: "other" };
}

function openStops({ stops }: VehicleDay): number {
  return stops.filter(({ kind, status }) => kind === "collect" && status !== "done" && status !== "missed")
    .length;
}
