import { Button, Modal, UnstyledButton } from "@mantine/core";
import { useDay } from "../../app/DayProvider";
import { LoadFailed } from "../../app/LoadFailed";
import { useView } from "../../app/ViewProvider";
import { useLanguage } from "../../i18n/LanguageProvider";
import { firstPeriod } from "./period";
import { useWeeksIn } from "./queries";
import { periodWords, titleOf } from "./rows";
import { RulesSign, StatusSign } from "./StatusSign";
import { useSideTexts } from "./useSideTexts";

/** With which other plan this one is compared. */
export function CompareDialog({ weekId, close }: { weekId: number; close: () => void }) {
  const s = useSideTexts();
  const { language } = useLanguage();
  const { openWeek } = useView();
  const { today } = useDay();
  const weeks = useWeeksIn(firstPeriod(today));
  const others = (weeks.data ?? []).filter(({ id }) => id !== weekId);
  return (
    <Modal
      opened
      onClose={close}
      title={s.compare.other}
      centered
      closeButtonProps={{ "aria-label": s.close }}
      classNames={{ title: "dialog-title" }}
    >
      <div className="dialog">
        {weeks.isError && <LoadFailed retry={() => void weeks.refetch()} />}
        {weeks.isSuccess && others.length === 0 && <p className="muted">{s.compare.noOther}</p>}
        <ul className="wk-choices">
          {others.map((week) => (
            <li key={week.id}>
              <UnstyledButton
                className="wk-rail-row"
                data-week={week.id}
                onClick={() => openWeek(`${weekId}/vs/${week.id}`)}
              >
                <strong>{titleOf(week, s)}</strong>
                <span className="muted">{periodWords(week.first_day, week.days, language)}</span>
                <StatusSign status={week.status} /> <RulesSign week={week} />
              </UnstyledButton>
            </li>
          ))}
        </ul>
        <div className="wk-dialog-end">
          <Button variant="default" onClick={close}>
            {s.cancel}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
