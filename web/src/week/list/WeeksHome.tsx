import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useDay } from "../../app/DayProvider";
import { LoadFailed } from "../../app/LoadFailed";
import { useView } from "../../app/ViewProvider";
import { ImportDialog } from "../import/ImportDialog";
import { PlanDialog } from "../planning/PlanDialog";
import type { WeekStatus } from "../types";
import { ComparePick } from "./ComparePick";
import { JobsPart } from "./JobsPart";
import { firstPeriod } from "./period";
import { type Period, useWeeksIn } from "./queries";
import { Told } from "./Told";
import { useSideTexts } from "./useSideTexts";
import { WeekTable } from "./WeekTable";

const STATES: readonly (WeekStatus | null)[] = [null, "draft", "published", "archived"];

/** All plans of a period, what is being computed, and how a new one is made. */
export function WeeksHome({ mayEdit }: { mayEdit: boolean }) {
  const s = useSideTexts();
  const { today } = useDay();
  const { openWeek, openData } = useView();
  const [period, setPeriod] = useState<Period>(() => firstPeriod(today));
  const [picked, setPicked] = useState<readonly number[]>([]);
  const [told, setTold] = useState<string | null>(null);
  const weeks = useWeeksIn(period);
  const rows = weeks.data ?? [];
  const pick = (id: number) =>
    setPicked((now) => (now.includes(id) ? now.filter((one) => one !== id) : [...now, id].slice(-2)));
  return (
    <div className="wk-home">
      <header className="wk-home-head">
        <div>
          <h3>{s.list.title}</h3>
          <p className="muted">{mayEdit ? s.list.intro : s.list.readOnly}</p>
        </div>
        <div className="wk-buttons">
          {mayEdit && <NewButtons tell={setTold} weeks={rows} />}
          <Button size="compact-sm" variant="default" onClick={() => openWeek("demand")}>
            {s.list.demand}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => openData("demand-factors")}>
            {s.list.factors}
          </Button>
        </div>
      </header>
      <Told words={told} forget={() => setTold(null)} />
      <JobsPart weeks={rows} mayEdit={mayEdit} />
      <Filters period={period} setPeriod={setPeriod} />
      <ComparePick weeks={rows} picked={picked} clear={() => setPicked([])} />
      {weeks.isError && <LoadFailed retry={() => void weeks.refetch()} />}
      {weeks.isPending && (
        <p className="muted" role="status">
          {s.loading}
        </p>
      )}
      {weeks.isSuccess && rows.length === 0 && <Empty mayEdit={mayEdit} />}
      {rows.length > 0 && (
        <WeekTable weeks={rows} mayEdit={mayEdit} picked={picked} pick={pick} tell={setTold} />
      )}
    </div>
  );
}

function NewButtons({
  tell,
  weeks,
}: {
  tell: (words: string) => void;
  weeks: Parameters<typeof WeekTable>[0]["weeks"];
}) {
  const s = useSideTexts();
  const [open, setOpen] = useState<"plan" | "import" | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <Button size="compact-sm" onClick={() => setOpen("plan")}>
        {s.list.plan}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => setOpen("import")}>
        {s.list.import}
      </Button>
      {open === "plan" && <PlanDialog weeks={weeks} close={close} tell={tell} />}
      {open === "import" && <ImportDialog close={close} />}
    </>
  );
}

function Empty({ mayEdit }: { mayEdit: boolean }) {
  const { list } = useSideTexts();
  return (
    <div className="wk-empty">
      <p>{list.empty}</p>
      {mayEdit && <p className="muted">{list.emptyHint}</p>}
    </div>
  );
}

function Filters({ period, setPeriod }: { period: Period; setPeriod: (period: Period) => void }) {
  const s = useSideTexts();
  return (
    <div className="wk-filters">
      {(["from", "to"] as const).map((name) => (
        <TextInput
          key={name}
          type="date"
          size="xs"
          label={s.list[name]}
          value={period[name]}
          onChange={(event) =>
            event.currentTarget.value && setPeriod({ ...period, [name]: event.currentTarget.value })
          }
        />
      ))}
      <fieldset className="chips">
        <legend className="for-readers">{s.list.status}</legend>
        {STATES.map((status) => (
          <button
            key={status ?? "all"}
            type="button"
            className="chip"
            aria-pressed={period.status === status}
            onClick={() => setPeriod({ ...period, status })}
          >
            {status ? s.status[status] : s.list.every}
          </button>
        ))}
      </fieldset>
    </div>
  );
}
