import { NativeSelect, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useVehicles, useVillages } from "../../api/queries";
import { useDay } from "../../app/DayProvider";
import { useLanguage } from "../../i18n/LanguageProvider";
import { dayWords, shiftDay } from "../../time/wib";
import { ask } from "../api";
import { Ask } from "../list/Ask";
import { allChanged } from "../list/queries";
import { nextMonday, periodWords, titleOf } from "../list/rows";
import type { ListedWeek } from "../list/types";
import { useSideTexts } from "../list/useSideTexts";
import { AreasEditor } from "./AreasEditor";
import { districtsOf } from "./areas";
import { Chips, toggledIn } from "./Chips";
import { MINUTES, readWish, type WishForm } from "./wish";

interface Props {
  weeks: readonly ListedWeek[];
  /** The plan it begins with, when it was asked for beside one. */
  start?: ListedWeek;
  close: () => void;
  tell: (words: string) => void;
}

/** Hints stand below: the boxes of a row stay on one line. */
const ORDER: ("label" | "input" | "description" | "error")[] = ["label", "input", "description", "error"];

const WHERE = ["whole", "some", "split"] as const;

/** Asks for a plan of a week: which days, how long to compute, from what to start, for which areas. */
export function PlanDialog({ weeks, start, close, tell }: Props) {
  const { plan } = useSideTexts();
  const { today } = useDay();
  const queries = useQueryClient();
  const [form, setForm] = useState<WishForm>(() => blank(nextMonday(today), start));
  const { body, faults } = readWish(form, plan.faults);
  const change = (more: Partial<WishForm>) => setForm((before) => ({ ...before, ...more }));
  return (
    <Ask
      title={plan.title}
      submit={plan.submit}
      size={form.where === "split" ? "lg" : "md"}
      ready={Object.keys(faults).length === 0}
      run={() => ask("POST", "weeks", body)}
      done={() => {
        allChanged(queries);
        tell(plan.started);
        close();
      }}
      close={close}
    >
      <Days form={form} change={change} faults={faults} />
      <TextInput
        label={plan.name}
        inputWrapperOrder={ORDER}
        description={plan.nameHint}
        value={form.name}
        maxLength={80}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <Beginning form={form} change={change} weeks={weeks} fault={faults.most} />
      <Where form={form} change={change} faults={faults} />
    </Ask>
  );
}

const blank = (monday: string, start: ListedWeek | undefined): WishForm => ({
  first_day: start?.first_day ?? monday,
  days: String(start?.days ?? 7),
  name: "",
  minutes: "10",
  start: start ? String(start.id) : "",
  most: "",
  where: "whole",
  kecamatan: [],
  areas: [],
});

interface PartProps {
  form: WishForm;
  change: (more: Partial<WishForm>) => void;
}

function Days({ form, change, faults }: PartProps & { faults: ReturnType<typeof readWish>["faults"] }) {
  const { plan } = useSideTexts();
  const { language } = useLanguage();
  const known = form.first_day !== "" && !faults.days;
  const last = known ? shiftDay(form.first_day, Number(form.days) - 1) : null;
  return (
    <div className="wk-row">
      <TextInput
        type="date"
        label={plan.first}
        value={form.first_day}
        error={faults.first_day}
        inputWrapperOrder={ORDER}
        description={form.first_day && dayWords(form.first_day, language)}
        onChange={(event) => change({ first_day: event.currentTarget.value })}
      />
      <TextInput
        inputMode="numeric"
        label={plan.days}
        value={form.days}
        error={faults.days}
        inputWrapperOrder={ORDER}
        description={last ? plan.until(dayWords(last, language)) : plan.daysHint}
        onChange={(event) => change({ days: event.currentTarget.value })}
      />
      <NativeSelect
        label={plan.time}
        value={form.minutes}
        onChange={(event) => change({ minutes: event.currentTarget.value })}
        data={MINUTES.map((value) => ({ value, label: plan.minutes(value) }))}
      />
      <p className="muted wk-row-hint">{plan.timeHint}</p>
    </div>
  );
}

interface BeginningProps extends PartProps {
  weeks: readonly ListedWeek[];
  fault: string | undefined;
}

function Beginning({ form, change, weeks, fault }: BeginningProps) {
  const s = useSideTexts();
  const { language } = useLanguage();
  const label = (week: ListedWeek) =>
    `${titleOf(week, s)} · ${periodWords(week.first_day, week.days, language)} · ${s.status[week.status]}`;
  return (
    <>
      <NativeSelect
        label={s.plan.start}
        inputWrapperOrder={ORDER}
        description={form.start ? s.plan.startHint : undefined}
        value={form.start}
        onChange={(event) => change({ start: event.currentTarget.value })}
        data={[
          { value: "", label: s.plan.startNew },
          ...weeks
            .filter(({ status }) => status !== "archived")
            .map((week) => ({ value: String(week.id), label: label(week) })),
        ]}
      />
      {form.start !== "" && (
        <TextInput
          inputMode="numeric"
          label={s.plan.most}
          inputWrapperOrder={ORDER}
          description={s.plan.mostHint}
          value={form.most}
          error={fault}
          onChange={(event) => change({ most: event.currentTarget.value })}
        />
      )}
    </>
  );
}

function Where({ form, change, faults }: PartProps & { faults: ReturnType<typeof readWish>["faults"] }) {
  const { plan } = useSideTexts();
  const districts = districtsOf(useVillages().data?.features ?? []);
  const vehicles = useVehicles().data ?? [];
  return (
    <>
      <fieldset className="choice wk-where">
        <legend>{plan.where}</legend>
        <div className="choice-options">
          {WHERE.map((where) => (
            <label key={where} className="choice-option">
              <input
                type="radio"
                name="where"
                checked={form.where === where}
                onChange={() => change({ where })}
              />
              <span>{plan[where]}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {form.where === "some" && (
        <Chips
          label={plan.kecamatan}
          options={districts.map(({ name }) => ({ value: name, label: name }))}
          chosen={form.kecamatan}
          toggle={(name) => change({ kecamatan: toggledIn(form.kecamatan, name) })}
          error={faults.kecamatan}
        />
      )}
      {form.where === "split" && (
        <AreasEditor
          areas={form.areas}
          setAreas={(areas) => change({ areas })}
          districts={districts}
          vehicles={vehicles}
          error={faults.areas}
        />
      )}
    </>
  );
}
