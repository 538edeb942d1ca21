import { Button, Modal } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { plansChanged } from "../../api/queries";
import { useDay } from "../../app/DayProvider";
import { number } from "../../i18n/format";
import { useLanguage } from "../../i18n/LanguageProvider";
import { dayWords, wibTime } from "../../time/wib";
import { ask, WeekError } from "../api";
import type { Violation, WeekBoard } from "../types";
import { failureOf } from "./failure";
import { isOpen } from "./jobs";
import { type PublishDay, type Publishing, publishing } from "./publish";
import { allChanged, useJob } from "./queries";
import { titleOf } from "./rows";
import { useSideTexts } from "./useSideTexts";

interface Props {
  week: WeekBoard;
  close: () => void;
  handOut: () => void;
}

/** Says which truck receives what on which morning, asks, publishes, and tells how it went. */
export function PublishDialog({ week, close, handOut }: Props) {
  const s = useSideTexts();
  const queries = useQueryClient();
  const publish = useMutation({
    mutationFn: () => ask<{ job_id: number }>("POST", `weeks/${week.id}/publish`),
  });
  const job = useJob(publish.data?.job_id ?? null);
  const ended = job.data !== undefined && !isOpen(job.data);
  useEffect(() => {
    if (!ended) return;
    allChanged(queries);
    plansChanged(queries, null);
  }, [ended, queries]);
  const done = job.data?.status === "done";
  return (
    <Modal
      opened
      onClose={close}
      title={s.publish.title(titleOf(week, s))}
      size="lg"
      centered
      closeButtonProps={{ "aria-label": s.close }}
      classNames={{ title: "dialog-title" }}
    >
      <div className="dialog wk-publish">
        {publish.isSuccess ? (
          <Running failed={job.data?.status === "failed"} reason={job.data?.error ?? null} done={done} />
        ) : (
          <Question week={week} error={publish.error} />
        )}
        <div className="wk-dialog-end">
          <Button variant="default" onClick={close}>
            {publish.isSuccess ? s.close : s.cancel}
          </Button>
          {done && <Button onClick={handOut}>{s.publish.handout}</Button>}
          {!publish.isSuccess && <Yes week={week} pending={publish.isPending} go={() => publish.mutate()} />}
        </div>
      </div>
    </Modal>
  );
}

function Yes({ week, pending, go }: { week: WeekBoard; pending: boolean; go: () => void }) {
  const { publish } = useSideTexts();
  const { today } = useDay();
  const { stopped } = publishing(week, today);
  return (
    <Button loading={pending} disabled={stopped !== null} onClick={go}>
      {publish.submit}
    </Button>
  );
}

function Running({ failed, reason, done }: { failed: boolean; reason: string | null; done: boolean }) {
  const s = useSideTexts();
  if (failed) {
    return (
      <p className="failure" role="alert">
        {reason ?? s.job.failed}
      </p>
    );
  }
  return (
    <p role="status" className={done ? "told" : undefined}>
      {done ? `✓ ${s.publish.done}` : s.publish.running}
    </p>
  );
}

function Question({ week, error }: { week: WeekBoard; error: Error | null }) {
  const s = useSideTexts();
  const { language } = useLanguage();
  const { today } = useDay();
  const plan = publishing(week, today);
  const refused =
    error instanceof WeekError ? (error.problem.violations as Violation[] | undefined) : undefined;
  const hard = refused ?? week.violations.filter((one) => one.hard);
  const soft = week.violations.filter((one) => !one.hard).length;
  return (
    <>
      <Stopped stopped={plan.stopped} />
      {hard.length > 0 && <Broken violations={hard} />}
      {plan.stopped === null && <p>{s.publish.words(number(plan.trucks), number(plan.ahead.length))}</p>}
      {plan.stopped !== "published" && <Days plan={plan} week={week} />}
      {plan.stopped === null && <p className="muted">{s.publish.replaces}</p>}
      {week.measures.unserved > 0 && (
        <p className="warning">{s.publish.unserved(number(week.measures.unserved))}</p>
      )}
      {soft > 0 && <p className="muted">{s.publish.warnings(number(soft))}</p>}
      {error && !refused && (
        <p className="failure" role="alert">
          {failureOf(error, s, language)}
        </p>
      )}
    </>
  );
}

function Stopped({ stopped }: { stopped: Publishing["stopped"] }) {
  const { publish } = useSideTexts();
  if (stopped === "published") return <p className="warning">{publish.already}</p>;
  if (stopped === "begun") return <p className="warning">{publish.nothingLeft}</p>;
  return null;
}

const SHOWN = 6;

function Broken({ violations }: { violations: readonly Violation[] }) {
  const { publish } = useSideTexts();
  const { language } = useLanguage();
  const more = violations.length - SHOWN;
  return (
    <div className="failure" role="alert">
      <strong>{publish.stops}</strong>
      <ul className="wk-broken">
        {violations.slice(0, SHOWN).map((one) => (
          <li key={[one.rule, one.day, one.vehicle, one.point, one.facility].join("/")}>
            {one[`message_${language}`]}
          </li>
        ))}
        {more > 0 && <li>{publish.stopsMore(number(more))}</li>}
      </ul>
    </div>
  );
}

function Days({ plan, week }: { plan: Publishing; week: WeekBoard }) {
  const { language } = useLanguage();
  const plates = new Map(week.vehicles.map(({ id, plate }) => [id, plate]));
  return (
    <ul className="wk-mornings">
      {plan.days.map((day) => (
        <li key={day.day} data-day={day.day} data-begun={day.begun}>
          <strong>{dayWords(day.day, language)}</strong>
          <Morning day={day} plates={plates} />
        </li>
      ))}
    </ul>
  );
}

function Morning({ day, plates }: { day: PublishDay; plates: ReadonlyMap<string, string> }) {
  const { publish } = useSideTexts();
  if (day.begun) return <span className="muted">{publish.begun}</span>;
  if (day.vehicles.length === 0) return <span className="muted">{day.holiday || publish.freeDay}</span>;
  return (
    <span>
      {publish.day(number(day.vehicles.length), number(day.trips))}
      {day.first && ` · ${publish.first(wibTime(day.first))}`}
      <span className="muted wk-plates">{day.vehicles.map((id) => plates.get(id) ?? id).join(", ")}</span>
    </span>
  );
}
