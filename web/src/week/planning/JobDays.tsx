import { number } from "../../i18n/format";
import { useLanguage } from "../../i18n/LanguageProvider";
import { dayWords } from "../../time/wib";
import { hoursOf, kilometresOf, tonnesOf } from "../list/measures";
import { useSideTexts } from "../list/useSideTexts";
import type { JobDay } from "../types";

/** What the best plan so far does on each day. */
export function JobDays({ days }: { days: readonly JobDay[] }) {
  const { job, day, units } = useSideTexts();
  const { language } = useLanguage();
  const heaviest = Math.max(1, ...days.map(({ kg }) => kg));
  return (
    <table className="wk-table wk-days" aria-label={job.days}>
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
        {days.map((one) => (
          <tr key={one.day}>
            <th scope="row">{dayWords(one.day, language)}</th>
            <td className={one.vehicles === 0 ? "muted" : undefined}>
              <span
                className="wk-bar"
                style={{ width: `${(48 * one.kg) / heaviest}px` }}
                aria-hidden="true"
              />
              {one.vehicles === 0 ? "–" : tonnesOf(one.kg, units)}
            </td>
            <td>{one.vehicles === 0 ? "–" : kilometresOf(one.km, units)}</td>
            <td>{one.vehicles === 0 ? "–" : hoursOf(one.hours, units)}</td>
            <td>{number(one.trips)}</td>
            <td>{number(one.vehicles)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
