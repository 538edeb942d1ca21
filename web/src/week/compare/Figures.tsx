import { number } from "../../i18n/format";
import type { SideTexts } from "../../i18n/week/side.id";
import { rupiah, signed } from "../../replan/money";
import { hoursOf, kilometresOf, tonnesOf } from "../list/measures";
import { useSideTexts } from "../list/useSideTexts";
import type { WeekMeasures } from "../types";
import { type MeasureName, type MeasureRow, measureRows } from "./difference";

/** The figures that differ, with the difference and whether that is for the better. */
export function Figures({ left, right }: { left: WeekMeasures; right: WeekMeasures }) {
  const { compare } = useSideTexts();
  const rows = measureRows(left, right);
  if (rows.length === 0) return <p className="muted">{compare.sameFigures}</p>;
  return (
    <table className="wk-table wk-figures" aria-label={compare.figures}>
      <thead>
        <tr>
          <th scope="col">{compare.figure}</th>
          <th scope="col">A</th>
          <th scope="col">B</th>
          <th scope="col">{compare.difference}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.name} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ row }: { row: MeasureRow }) {
  const { compare, units } = useSideTexts();
  const words = (value: number) => measureWords(row.name, value, units);
  return (
    <tr data-measure={row.name}>
      <th scope="row">{compare.measure[row.name]}</th>
      <td>{words(row.left)}</td>
      <td>{words(row.right)}</td>
      <td className={row.verdict ? `wk-${row.verdict}` : undefined}>
        <strong>{signed(row.difference, (size) => words(size).replace("±", ""))}</strong>
        {shareOf(row)}
        {row.verdict && <span className="wk-verdict">{compare[row.verdict]}</span>}
      </td>
    </tr>
  );
}

function shareOf({ name, left, difference }: MeasureRow): string {
  if (left === 0 || name === "balance_share") return "";
  return ` (${signed((difference / left) * 100, (value) => `${number(value, 1)} %`)})`;
}

function measureWords(name: MeasureName, value: number, units: SideTexts["units"]): string {
  switch (name) {
    case "km":
      return kilometresOf(value, units);
    case "litres":
      return `±${number(value)} ${units.litres}`;
    case "cost_idr":
      return rupiah(value);
    case "kg":
      return tonnesOf(value, units);
    case "balance_share":
      return `${number(value * 100, 1)} %`;
    case "hours":
    case "overtime_hours":
      return hoursOf(value, units);
    default:
      return number(value);
  }
}
