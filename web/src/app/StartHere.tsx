import { Button, CloseButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, client } from "../api/client";
import { usePoints, useSystem, useVehicles } from "../api/queries";
import type { Me } from "../api/types";
import { number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import { askForImport } from "../intake/asked";
import { useDay } from "./DayProvider";
import { isAdmin, mayAdminister, mayPlan } from "./roles";
import { type Have, isEmpty, ownVehicles, STEPS, type Step } from "./start";
import { useView } from "./ViewProvider";

/** What an office without points, vehicles or devices does first; gone when all three are there. */
export function StartHere({ me }: { me: Me }) {
  const { t } = useLanguage();
  const w = t.shell.start;
  const have = useHave(me);
  const samples = useVehicles().data?.filter((vehicle) => vehicle.sample).length ?? 0;
  const [hidden, setHidden] = useState(false);
  if (hidden || have === null || !isEmpty(have)) return null;
  const titled = STEPS.every((step) => have[step] === 0) ? w.title : w.rest;
  return (
    <section className="start" aria-labelledby="start-title">
      <h2 id="start-title">{titled}</h2>
      <CloseButton className="start-close" aria-label={w.hide} onClick={() => setHidden(true)} />
      <p className="muted">{mayPlan(me) ? w.words : w.others}</p>
      <ol>
        {STEPS.map((step) => (
          <StepRow
            key={step}
            step={step}
            count={have[step]}
            samples={step === "vehicles" ? samples : 0}
            me={me}
          />
        ))}
      </ol>
    </section>
  );
}

interface RowProps {
  step: Step;
  count: number;
  samples: number;
  me: Me;
}

function StepRow({ step, count, samples, me }: RowProps) {
  const { t } = useLanguage();
  const w = t.shell.start;
  const missing = samples > 0 ? w.samples(number(samples)) : w.open;
  return (
    <li className="start-step" data-step={step} data-done={count > 0}>
      <span className="start-mark" aria-hidden="true">
        {count > 0 ? "✓" : STEPS.indexOf(step) + 1}
      </span>
      <div>
        <strong>{w.steps[step].title}</strong>{" "}
        <span className="muted">{count > 0 ? `${number(count)} · ${w.done}` : missing}</span>
        {count === 0 && <p>{w.steps[step].words}</p>}
        {count === 0 && <Ways step={step} me={me} />}
      </div>
    </li>
  );
}

function Ways({ step, me }: { step: Step; me: Me }) {
  const { t } = useLanguage();
  const { openAdmin } = useView();
  const w = t.shell.start;
  const bring = () => {
    askForImport(step);
    openAdmin("import");
  };
  if (step !== "devices") {
    return mayPlan(me) ? (
      <Button size="compact-sm" onClick={bring}>
        {w.steps[step].go}
      </Button>
    ) : null;
  }
  if (!isAdmin(me)) return <p className="muted">{w.askAdmin}</p>;
  return (
    <>
      <Button size="compact-sm" onClick={() => openAdmin("phone")}>
        {w.steps.devices.go}
      </Button>{" "}
      <Button size="compact-sm" variant="default" onClick={bring}>
        {w.steps.devices.goList}
      </Button>
    </>
  );
}

/** How many there are of each; null while that is not known, and for those who only look. */
function useHave(me: Me): Have | null {
  const { today } = useDay();
  const asks = mayAdminister(me) && me.scope.kind === "all";
  const points = usePoints(today);
  const vehicles = useVehicles();
  const system = useSystem();
  const devices = useQuery({
    queryKey: ["devices"],
    enabled: asks,
    queryFn: () => body(client.GET("/api/v1/devices")),
  });
  if (!asks || !points.data || !vehicles.data || !devices.data || !system.data) return null;
  return {
    points: points.data.features.length,
    vehicles: ownVehicles(vehicles.data, system.data.clock.demo || system.data.sample_points),
    devices: devices.data.length,
  };
}
