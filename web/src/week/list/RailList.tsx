import { UnstyledButton } from "@mantine/core";
import { useDay } from "../../app/DayProvider";
import { useView } from "../../app/ViewProvider";
import { useLanguage } from "../../i18n/LanguageProvider";
import { kilometresOf, tonnesOf } from "./measures";
import { firstPeriod } from "./period";
import { useWeeksIn } from "./queries";
import { byPeriod, periodWords, titleOf } from "./rows";
import { RulesSign, StatusSign } from "./StatusSign";
import { useSideTexts } from "./useSideTexts";

/** The plans beside an open one, by period. */
export function RailList({ open }: { open: number | null }) {
  const s = useSideTexts();
  const { language } = useLanguage();
  const { openWeek } = useView();
  const { today } = useDay();
  const weeks = useWeeksIn(firstPeriod(today));
  return (
    <nav className="wk-rail" aria-label={s.list.title}>
      <button type="button" className="link wk-rail-all" onClick={() => openWeek("list")}>
        ‹ {s.list.title}
      </button>
      {byPeriod(weeks.data ?? []).map((group) => (
        <section key={`${group.first_day}/${group.days}`}>
          <h4>{periodWords(group.first_day, group.days, language)}</h4>
          <ul>
            {group.weeks.map((week) => (
              <li key={week.id}>
                <UnstyledButton
                  className="wk-rail-row"
                  data-week={week.id}
                  aria-current={week.id === open ? "page" : undefined}
                  onClick={() => openWeek(String(week.id))}
                >
                  <strong>{titleOf(week, s)}</strong>
                  <StatusSign status={week.status} />
                  <RulesSign week={week} />
                  <span className="muted">
                    {kilometresOf(week.measures.km, s.units)} · {tonnesOf(week.measures.kg, s.units)}
                  </span>
                </UnstyledButton>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}
