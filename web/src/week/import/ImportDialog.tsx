import "../../intake/intake.css";
import { Button, Modal, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { download } from "../../api/download";
import { useDay } from "../../app/DayProvider";
import { useView } from "../../app/ViewProvider";
import { number } from "../../i18n/format";
import { useLanguage } from "../../i18n/LanguageProvider";
import { DropZone } from "../../intake/DropZone";
import { Faults } from "../../intake/Faults";
import { ask, WeekError } from "../api";
import { failureOf } from "../list/failure";
import { allChanged, useJob } from "../list/queries";
import { nextMonday } from "../list/rows";
import type { RowFault } from "../list/types";
import { useSideTexts } from "../list/useSideTexts";
import { JobBody } from "../planning/JobBody";
import { daysWrong } from "../planning/wish";

/** What was read of a file, and the job that judges it. */
interface Read {
  job_id: number;
  rows: number;
  points: number;
  vehicles: number;
  days: number;
}

interface ImportForm {
  first_day: string;
  days: string;
  name: string;
}

/** The timetable that an office uses becomes a plan: file, first day, what is wrong with it, and the plan. */
export function ImportDialog({ close }: { close: () => void }) {
  const s = useSideTexts();
  const { today } = useDay();
  const queries = useQueryClient();
  const [form, setForm] = useState<ImportForm>({ first_day: nextMonday(today), days: "7", name: "" });
  const [file, setFile] = useState<File | null>(null);
  const wrong = daysWrong(form.days);
  const send = useMutation({
    mutationFn: (chosen: File) => ask<Read>("POST", "weeks/import", asForm(chosen, form)),
    onSuccess: () => allChanged(queries),
  });
  const take = (chosen: File) => {
    setFile(chosen);
    send.reset();
  };
  return (
    <Modal
      opened
      onClose={close}
      title={s.import.title}
      size="lg"
      centered
      closeButtonProps={{ "aria-label": s.close }}
      classNames={{ title: "dialog-title" }}
    >
      <div className="dialog wk-import">
        <p>{s.import.intro}</p>
        <Template />
        {send.data ? (
          <Judging read={send.data} close={close} />
        ) : (
          <>
            <DropZone file={file} busy={send.isPending} take={take} />
            <Fields form={form} setForm={setForm} wrong={wrong} />
            {send.isError && <Refused error={send.error} />}
            <div className="wk-dialog-end">
              {!file && <span className="muted">{s.import.file}</span>}
              <Button
                loading={send.isPending}
                disabled={!file || wrong || form.first_day === ""}
                onClick={() => file && send.mutate(file)}
              >
                {s.import.submit}
              </Button>
            </div>
          </>
        )}
      </div>
    </Modal>
  );
}

function asForm(file: File, { first_day, days, name }: ImportForm): FormData {
  const form = new FormData();
  form.append("file", file);
  form.append("first_day", first_day);
  form.append("days", days.trim());
  if (name.trim()) form.append("name", name.trim());
  return form;
}

function Template() {
  const s = useSideTexts();
  const { language } = useLanguage();
  const get = useMutation({
    mutationFn: () => download("weeks/import/template.xlsx", "jadwal.xlsx"),
  });
  return (
    <div className="wk-template">
      <p className="muted">{s.import.columns}</p>
      <Button size="compact-sm" variant="default" loading={get.isPending} onClick={() => get.mutate()}>
        {s.import.template}
      </Button>
      {get.isError && <span className="failure">{failureOf(get.error, s, language)}</span>}
    </div>
  );
}

interface FieldsProps {
  form: ImportForm;
  setForm: (form: ImportForm) => void;
  /** The number of days is none. */
  wrong: boolean;
}

function Fields({ form, setForm, wrong }: FieldsProps) {
  const { plan } = useSideTexts();
  return (
    <div className="wk-row">
      <TextInput
        type="date"
        label={plan.first}
        value={form.first_day}
        error={form.first_day === "" && plan.faults.day}
        onChange={(event) => setForm({ ...form, first_day: event.currentTarget.value })}
      />
      <TextInput
        inputMode="numeric"
        label={plan.days}
        value={form.days}
        error={wrong && plan.faults.days}
        onChange={(event) => setForm({ ...form, days: event.currentTarget.value })}
      />
      <TextInput
        label={plan.name}
        value={form.name}
        maxLength={80}
        onChange={(event) => setForm({ ...form, name: event.currentTarget.value })}
      />
    </div>
  );
}

/** Why nothing was stored: the faults row by row, else one sentence. */
function Refused({ error }: { error: Error }) {
  const s = useSideTexts();
  const { language } = useLanguage();
  const faults = faultsIn(error);
  if (faults.length === 0) {
    return (
      <p className="failure" role="alert">
        {failureOf(error, s, language)}
      </p>
    );
  }
  return (
    <div className="wk-faults">
      <p className="failure" role="alert">
        {s.import.faults(number(faults.length))} {s.import.again}
      </p>
      <Faults draft={{ faults, faults_total: faults.length }} />
    </div>
  );
}

function faultsIn(error: Error): RowFault[] {
  const errors = error instanceof WeekError ? error.problem.errors : null;
  return Array.isArray(errors) ? errors.filter((one) => typeof one?.hint_id === "string") : [];
}

/** The rows are read; the plan that they make is being timed and judged. */
function Judging({ read, close }: { read: Read; close: () => void }) {
  const s = useSideTexts();
  const { openWeek } = useView();
  const job = useJob(read.job_id);
  const weekId = job.data?.week_id ?? null;
  return (
    <>
      <p role="status">
        {s.import.read(number(read.rows), number(read.points), number(read.vehicles), number(read.days))}
      </p>
      {job.data && <JobBody job={job.data} titled={false} />}
      <div className="wk-dialog-end">
        <Button variant="default" onClick={close}>
          {s.close}
        </Button>
        {weekId !== null && <Button onClick={() => openWeek(String(weekId))}>{s.import.open}</Button>}
      </div>
    </>
  );
}
