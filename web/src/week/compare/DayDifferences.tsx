import { number } from "../../i18n/format";
import { useLanguage } from "../../i18n/LanguageProvider";
import { dayWords } from "../../time/wib";
import { hoursOf, kilometresOf, tonnesOf } from "../list/measures";
import type { ComparedDay } from "../list/types";
import { useSideTexts } from "../list/useSideTexts";
import type { JobDay } from "../types";
import { differentDays } from "./difference";

/** The days on which the two plans differ, each figure of the one beside the other's. */
export function DayDifferences({ days }: { days: readonly ComparedDay[] }) {
  const { compare, job, day, units } = useSideTexts();
  const rows = differentDays(days);
  if (rows.length === 0) return <p className="muted">{compare.sameDays}</p>;
  return (
    <table className="wk-table wk-day-table" aria-label={compare.days}>
      <thead>
        <tr>
          <th scope="col">{day}</th>
          <th scope="col">{job.dayKg}</th>
          <th scope="col">{job.dayKm}</th>
          <th scope="col">{job.dayHours}</th>
          <th scope="col">{job.dayTrips}</th>
          <th scope="col">{job.dayVehicles}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row
            key={row.day}
            row={row}
            labels={[job.dayKg, job.dayKm, job.dayHours, job.dayTrips, job.dayVehicles]}
            figures={[
              (one) => tonnesOf(one.kg, units),
              (one) => kilometresOf(one.km, units),
              (one) => hoursOf(one.hours, units),
              (one) => number(one.trips),
              (one) => number(one.vehicles),
            ]}
          />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  row: ComparedDay;
  labels: readonly string[];
  figures: readonly ((one: JobDay) => string)[];
}

function Row({ row, labels, figures }: RowProps) {
  const { compare } = useSideTexts();
  const { language } = useLanguage();
  const words = (one: JobDay | null, figure: (one: JobDay) => string) => (one ? figure(one) : compare.free);
  return (
    <tr data-day={row.day}>
      <th scope="row">{dayWords(row.day, language)}</th>
      {figures.map((figure, index) => {
        const [left, right] = [words(row.left, figure), words(row.right, figure)];
        return (
          <td key={labels[index]} data-label={labels[index]} data-same={left === right}>
            {left === right ? left : `${left} → ${right}`}
          </td>
        );
      })}
    </tr>
  );
}
