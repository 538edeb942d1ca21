import { UnstyledButton } from "@mantine/core";
import { useView } from "../../app/ViewProvider";
import { dayWords } from "../../time/wib";
import { useWeeks } from "../queries";
import { useBoardTexts } from "../useBoardTexts";

/** The weeks that there are, the newest first. */
export function WeekList({ open }: { open: number | null; mayEdit: boolean }) {
  const { w, language } = useBoardTexts();
  const { openWeek } = useView();
  const weeks = useWeeks();
  return (
    <ul className="week-list">
      {(weeks.data ?? []).map((week) => (
        <li key={week.id}>
          <UnstyledButton
            className="week-row"
            data-week={week.id}
            aria-current={week.id === open ? "page" : undefined}
            onClick={() => openWeek(String(week.id))}
          >
            <strong>{week.name || dayWords(week.first_day, language)}</strong>
            <span className="muted">{w.status[week.status]}</span>
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}
