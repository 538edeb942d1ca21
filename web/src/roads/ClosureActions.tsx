import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiError, body, client } from "../api/client";
import { useSystem } from "../api/queries";
import type { ClosureProperties } from "../api/types";
import { useFocusOnMount } from "../app/useFocusOnMount";
import { useLanguage } from "../i18n/LanguageProvider";
import { useNow } from "../time/ClockProvider";
import { wibInput } from "../time/wib";
import { EndChoice, type EndState, firstEnd, moment } from "./EndChoice";
import { roadsChanged } from "./queries";

type Asking = "nothing" | "end" | "lift";

/** Another end, or opening the road again; both ask once more before they do it. */
export function ClosureActions({ closure }: { closure: ClosureProperties }) {
  const { t } = useLanguage();
  const [asking, setAsking] = useState<Asking>("nothing");
  const quiet = () => setAsking("nothing");
  if (asking === "end") return <EndForm closure={closure} done={quiet} />;
  if (asking === "lift") return <LiftForm closure={closure} done={quiet} />;
  return (
    <div className="closure-actions">
      <Button size="compact-md" variant="default" onClick={() => setAsking("end")}>
        {t.roads.panel.changeEnd}
      </Button>
      <Button size="compact-md" onClick={() => setAsking("lift")}>
        {t.roads.panel.lift}
      </Button>
    </div>
  );
}

interface FormProps {
  closure: ClosureProperties;
  done: () => void;
}

function EndForm({ closure, done }: FormProps) {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const form = useFocusOnMount<HTMLFormElement>();
  const from = Math.max(useNow(), Date.parse(closure.valid_from));
  const shiftEnd = Date.parse(useSystem().data?.shift.end ?? "");
  const [end, setEnd] = useState<EndState>(() => ({
    ...firstEnd({ from, shiftEnd }),
    ...(closure.valid_to ? { ending: "date" as const, typed: wibInput(closure.valid_to) } : {}),
  }));
  const until = moment(end, { from, shiftEnd });
  const change = useMutation({
    mutationFn: (validTo: string | null) =>
      body(
        client.PATCH("/api/v1/closures/{closure_id}", {
          params: { path: { closure_id: closure.id } },
          body: { valid_to: validTo },
        }),
      ),
    onSuccess: done,
    onSettled: () => roadsChanged(queries, null),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (until !== undefined) change.mutate(until === null ? null : new Date(until).toISOString());
  };
  return (
    <form className="closure-form" onSubmit={submit} ref={form} tabIndex={-1}>
      <EndChoice state={end} setState={setEnd} from={from} shiftEnd={shiftEnd} />
      <Failure error={change.error} />
      <div className="closure-actions">
        <Button variant="default" onClick={done}>
          {t.roads.panel.cancel}
        </Button>
        <Button type="submit" loading={change.isPending} disabled={until === undefined}>
          {t.roads.panel.save}
        </Button>
      </div>
    </form>
  );
}

function LiftForm({ closure, done }: FormProps) {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const yes = useFocusOnMount<HTMLButtonElement>();
  const lift = useMutation({
    mutationFn: () =>
      body(
        client.POST("/api/v1/closures/{closure_id}/lift", { params: { path: { closure_id: closure.id } } }),
      ),
    onSuccess: done,
    onSettled: () => roadsChanged(queries, null),
  });
  return (
    <div className="closure-form">
      <p>{t.roads.panel.liftAsk}</p>
      <Failure error={lift.error} />
      <div className="closure-actions">
        <Button variant="default" onClick={done}>
          {t.roads.panel.cancel}
        </Button>
        <Button ref={yes} loading={lift.isPending} onClick={() => lift.mutate()}>
          {t.roads.panel.liftYes}
        </Button>
      </div>
    </div>
  );
}

function Failure({ error }: { error: Error | null }) {
  const { t } = useLanguage();
  if (error === null) return null;
  const detail = error instanceof ApiError ? error.detail : null;
  return (
    <p className="draw-wrong" role="alert">
      {[t.roads.draw.submitFailed, detail].filter(Boolean).join(" ")}
    </p>
  );
}
