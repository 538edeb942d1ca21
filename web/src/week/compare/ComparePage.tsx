import { Button, NativeSelect } from "@mantine/core";
import type { ReactNode } from "react";
import { useDay } from "../../app/DayProvider";
import { LoadFailed } from "../../app/LoadFailed";
import { useView } from "../../app/ViewProvider";
import { useLanguage } from "../../i18n/LanguageProvider";
import { firstPeriod } from "../list/period";
import { useComparison, useWeeksIn } from "../list/queries";
import { periodWords, titleOf } from "../list/rows";
import { RulesSign, StatusSign } from "../list/StatusSign";
import { useSideTexts } from "../list/useSideTexts";
import type { WeekRow } from "../types";
import { DayDifferences } from "./DayDifferences";
import { isSame } from "./difference";
import { Figures } from "./Figures";
import { MovedPoints } from "./MovedPoints";

/** Two plans side by side, with the differences only. */
export function ComparePage({ left, right }: { left: number; right: number }) {
  const s = useSideTexts();
  const { openWeek } = useView();
  const comparison = useComparison(left, right);
  const { data } = comparison;
  return (
    <div className="wk-page">
      <header className="wk-home-head">
        <h3>{s.compare.title}</h3>
        <div className="wk-buttons">
          <Other left={left} right={right} />
          <Button size="compact-sm" variant="default" onClick={() => openWeek(`${right}/vs/${left}`)}>
            {s.compare.swap}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => openWeek(String(left))}>
            {s.compare.back}
          </Button>
        </div>
      </header>
      {comparison.isError && !data && <LoadFailed retry={() => void comparison.refetch()} />}
      {comparison.isPending && (
        <p className="muted" role="status">
          {s.loading}
        </p>
      )}
      {data && (
        <>
          <div className="wk-sides">
            <Side week={data.left_week} letter="A" />
            <Side week={data.right_week} letter="B" />
          </div>
          {isSame(data) ? (
            <p className="wk-same" role="status">
              <span aria-hidden="true">= </span>
              {s.compare.same}
            </p>
          ) : (
            <>
              <Part title={s.compare.figures}>
                <Figures left={data.left} right={data.right} />
              </Part>
              <Part title={s.compare.days}>
                <DayDifferences days={data.days} />
              </Part>
              <MovedPoints moved={data.moved} />
            </>
          )}
        </>
      )}
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="wk-part">
      <h4>{title}</h4>
      {children}
    </section>
  );
}

function Side({ week, letter }: { week: WeekRow; letter: string }) {
  const s = useSideTexts();
  const { language } = useLanguage();
  const { openWeek } = useView();
  return (
    <div className="wk-side" data-side={letter}>
      <span className="wk-letter" aria-hidden="true">
        {letter}
      </span>
      <div>
        <button type="button" className="link" onClick={() => openWeek(String(week.id))}>
          {titleOf(week, s)}
        </button>
        <span className="muted">{periodWords(week.first_day, week.days, language)}</span>
        <span className="wk-side-signs">
          <StatusSign status={week.status} /> <RulesSign week={week} />
        </span>
      </div>
    </div>
  );
}

/** Another plan to compare the left one with. */
function Other({ left, right }: { left: number; right: number }) {
  const s = useSideTexts();
  const { language } = useLanguage();
  const { today } = useDay();
  const { openWeek } = useView();
  const weeks = (useWeeksIn(firstPeriod(today)).data ?? []).filter(({ id }) => id !== left);
  if (weeks.length < 2) return null;
  return (
    <NativeSelect
      size="xs"
      aria-label={s.compare.other}
      value={String(right)}
      onChange={(event) => openWeek(`${left}/vs/${event.currentTarget.value}`)}
      data={weeks.map((week) => ({
        value: String(week.id),
        label: `${titleOf(week, s)} · ${periodWords(week.first_day, week.days, language)}`,
      }))}
    />
  );
}
