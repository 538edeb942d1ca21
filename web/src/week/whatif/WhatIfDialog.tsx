import { Button, Modal, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useFacilities } from "../../api/queries";
import { useView } from "../../app/ViewProvider";
import { useLanguage } from "../../i18n/LanguageProvider";
import { dayWords } from "../../time/wib";
import { ask } from "../api";
import { failureOf } from "../list/failure";
import { allChanged, useJob } from "../list/queries";
import { useSideTexts } from "../list/useSideTexts";
import { Chips, toggledIn } from "../planning/Chips";
import { JobCard } from "../planning/JobCard";
import { MINUTES } from "../planning/wish";
import type { WeekBoard } from "../types";
import { readWhatIf, type WhatIfForm } from "./whatIf";

/** Where trucks tip: what may be closed. */
const TIPPING: ReadonlySet<string> = new Set(["landfill", "tps3r", "recycling_centre", "tps"]);

const ORDER: ("label" | "input" | "description" | "error")[] = ["label", "input", "description", "error"];

const BLANK: WhatIfForm = { vehicles: [], facilities: [], holidays: [], most: "", minutes: "5" };

/** The plan anew without a truck, without a landfill, or with a holiday; the result beside the plan at once. */
export function WhatIfDialog({ week, close }: { week: WeekBoard; close: () => void }) {
  const s = useSideTexts();
  const { language } = useLanguage();
  const queries = useQueryClient();
  const [form, setForm] = useState(BLANK);
  const { body, fault } = readWhatIf(form);
  const start = useMutation({
    mutationFn: () => ask<{ job_id: number }>("POST", `weeks/${week.id}/what-if`, body),
    onSuccess: () => allChanged(queries),
  });
  return (
    <Modal
      opened
      onClose={close}
      title={s.whatIf.title}
      size="lg"
      centered
      closeButtonProps={{ "aria-label": s.close }}
      classNames={{ title: "dialog-title" }}
    >
      <div className="dialog">
        {start.data ? (
          <Running weekId={week.id} jobId={start.data.job_id} close={close} />
        ) : (
          <>
            <p>{s.whatIf.intro}</p>
            <Choices week={week} form={form} change={(more) => setForm((now) => ({ ...now, ...more }))} />
            {fault === "most" && <p className="wk-wrong">{s.plan.faults.most}</p>}
            {start.isError && (
              <p className="failure" role="alert">
                {failureOf(start.error, s, language)}
              </p>
            )}
            <div className="wk-dialog-end">
              {fault === "nothing" && <span className="muted">{s.whatIf.nothing}</span>}
              <Button variant="default" onClick={close}>
                {s.cancel}
              </Button>
              <Button loading={start.isPending} disabled={fault !== null} onClick={() => start.mutate()}>
                {s.whatIf.submit}
              </Button>
            </div>
          </>
        )}
      </div>
    </Modal>
  );
}

interface ChoicesProps {
  week: WeekBoard;
  form: WhatIfForm;
  change: (more: Partial<WhatIfForm>) => void;
}

function Choices({ week, form, change }: ChoicesProps) {
  const { whatIf, plan } = useSideTexts();
  const { language } = useLanguage();
  const facilities = (useFacilities().data?.features ?? []).filter(
    ({ properties }) => TIPPING.has(properties.kind) && properties.status !== "closed",
  );
  return (
    <>
      <Chips
        label={whatIf.vehicles}
        options={week.vehicles.map(({ id, plate }) => ({ value: id, label: plate }))}
        chosen={form.vehicles}
        toggle={(id) => change({ vehicles: toggledIn(form.vehicles, id) })}
      />
      <Chips
        label={whatIf.facilities}
        options={facilities.map(({ properties }) => ({ value: properties.code, label: properties.name }))}
        chosen={form.facilities}
        toggle={(code) => change({ facilities: toggledIn(form.facilities, code) })}
      />
      <Chips
        label={whatIf.holidays}
        options={week.days.map(({ day }) => ({ value: day, label: dayWords(day, language) }))}
        chosen={form.holidays}
        toggle={(day) => change({ holidays: toggledIn(form.holidays, day) })}
      />
      <div className="wk-row">
        <TextInput
          inputMode="numeric"
          label={whatIf.most}
          description={plan.mostHint}
          inputWrapperOrder={ORDER}
          value={form.most}
          onChange={(event) => change({ most: event.currentTarget.value })}
        />
        <NativeSelect
          label={plan.time}
          value={form.minutes}
          onChange={(event) => change({ minutes: event.currentTarget.value })}
          data={MINUTES.map((value) => ({ value, label: plan.minutes(value) }))}
        />
      </div>
    </>
  );
}

function Running({ weekId, jobId, close }: { weekId: number; jobId: number; close: () => void }) {
  const { whatIf } = useSideTexts();
  const { openWeek } = useView();
  const job = useJob(jobId).data;
  const made = job && job.status !== "running" && job.status !== "waiting" ? job.week_id : null;
  useEffect(() => {
    if (made !== null) openWeek(`${weekId}/vs/${made}`);
  }, [made, weekId, openWeek]);
  return (
    <>
      <p role="status">{whatIf.running}</p>
      {job && <JobCard group={{ head: job, areas: [] }} mayEdit origin={weekId} />}
      <div className="wk-dialog-end">
        <Button variant="default" onClick={close}>
          {whatIf.background}
        </Button>
      </div>
    </>
  );
}
