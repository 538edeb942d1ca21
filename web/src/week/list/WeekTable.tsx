import { Checkbox } from "@mantine/core";
import { useView } from "../../app/ViewProvider";
import { useLanguage } from "../../i18n/LanguageProvider";
import { wibMoment } from "../../time/wib";
import { kilometresOf, tonnesOf } from "./measures";
import { RowMenu } from "./RowMenu";
import { byPeriod, periodWords, titleOf } from "./rows";
import { RulesSign, StatusSign } from "./StatusSign";
import type { ListedWeek } from "./types";
import { useSideTexts } from "./useSideTexts";

interface Props {
  weeks: readonly ListedWeek[];
  mayEdit: boolean;
  picked: readonly number[];
  pick: (id: number) => void;
  tell: (words: string) => void;
}

/** Plans under their periods; on a phone every plan becomes a card. */
export function WeekTable({ weeks, ...more }: Props) {
  const { list } = useSideTexts();
  const { language } = useLanguage();
  return (
    <table className="wk-table wk-weeks" aria-label={list.title}>
      <thead>
        <tr>
          <th scope="col">{list.week}</th>
          <th scope="col">{list.state}</th>
          <th scope="col">{list.rules}</th>
          <th scope="col">{list.km}</th>
          <th scope="col">{list.tonnes}</th>
          <th scope="col">{list.changed}</th>
          <td />
        </tr>
      </thead>
      {byPeriod(weeks).map((group) => (
        <tbody key={`${group.first_day}/${group.days}`}>
          <tr className="wk-period">
            <th scope="rowgroup" colSpan={7}>
              {periodWords(group.first_day, group.days, language)}
            </th>
          </tr>
          {group.weeks.map((week) => (
            <Row key={week.id} week={week} {...more} />
          ))}
        </tbody>
      ))}
    </table>
  );
}

type RowProps = Omit<Props, "weeks"> & { week: ListedWeek };

function Row({ week, mayEdit, picked, pick, tell }: RowProps) {
  const s = useSideTexts();
  const { openWeek } = useView();
  const title = titleOf(week, s);
  return (
    <tr data-week={week.id} data-status={week.status}>
      <th scope="row">
        <span className="wk-week-name">
          <Checkbox
            size="xs"
            aria-label={s.list.pick(title)}
            checked={picked.includes(week.id)}
            onChange={() => pick(week.id)}
          />
          <button type="button" className="record-open" onClick={() => openWeek(String(week.id))}>
            {title}
          </button>
        </span>
        <span className="record-sub">{detailsOf(week, s)}</span>
      </th>
      <td data-label={s.list.state}>
        <StatusSign status={week.status} />
      </td>
      <td data-label={s.list.rules}>
        <RulesSign week={week} />
      </td>
      <td data-label={s.list.km}>{kilometresOf(week.measures.km, s.units)}</td>
      <td data-label={s.list.tonnes}>{tonnesOf(week.measures.kg, s.units)}</td>
      <td data-label={s.list.changed} className="wk-when">
        <Changes week={week} />
      </td>
      <td className="wk-row-menu">{mayEdit && <RowMenu week={week} title={title} tell={tell} />}</td>
    </tr>
  );
}

type Words = ReturnType<typeof useSideTexts>;

/** How it came to be: computed, by hand or from a timetable; of which plan and for which districts. */
function detailsOf(week: ListedWeek, s: Words): string {
  const named = week.name ? s.list.number(String(week.number)) : null;
  const where = week.kecamatan.length > 0 ? week.kecamatan.join(", ") : null;
  return [named, s.origin[week.origin], where].filter(Boolean).join(" · ");
}

function Changes({ week }: { week: ListedWeek }) {
  const { list } = useSideTexts();
  const { language } = useLanguage();
  const when = (moment: string) => wibMoment(moment, language);
  return (
    <>
      <span>{list.by(week.changed_by, when(week.changed_at))}</span>
      {week.published_at && (
        <span className="muted">{list.publishedBy(week.published_by ?? "", when(week.published_at))}</span>
      )}
    </>
  );
}
