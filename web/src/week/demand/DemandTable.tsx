import { Fragment, memo, useMemo, useState } from "react";
import { number } from "../../i18n/format";
import { useLanguage } from "../../i18n/LanguageProvider";
import { dayWords } from "../../time/wib";
import type { DemandItem, DemandTotal } from "../list/types";
import { useSideTexts } from "../list/useSideTexts";
import { arrowOf, coarse, factorsByDay, type PlaceRow, shadeOf } from "./grid";
import { PointRows } from "./PointRows";

interface Props {
  rows: readonly PlaceRow[];
  items: readonly DemandItem[];
  totals: readonly DemandTotal[];
  span: { from: string; to: string };
  chosen: DemandItem | null;
  choose: (item: DemandItem) => void;
}

/** Villages down, days across; the darker, the more. A village opens into its points. */
export function DemandTable({ rows, items, totals, span, chosen, choose }: Props) {
  const { demand, total } = useSideTexts();
  // The kind is said where it is not the usual one.
  const streamWords = (stream: string) => (stream === "residue" ? "" : (demand.streams[stream] ?? stream));
  const [open, setOpen] = useState<string | null>(null);
  const days = totals.map(({ day }) => day);
  const largest = useMemo(() => Math.max(0, ...items.map(({ kg }) => kg)), [items]);
  return (
    <div className="wk-heat-frame">
      <table className="wk-heat" aria-label={demand.title}>
        <Head days={days} items={items} />
        <tbody>
          <tr className="wk-heat-total">
            <th scope="row">
              {total} ({demand.kg})
            </th>
            {totals.map((one) => (
              <td key={one.day}>
                <span className="wk-amount">±{number(coarse(one.kg))}</span>
                <Range low={one.low_kg} high={one.high_kg} />
              </td>
            ))}
          </tr>
          {rows.map((row) => (
            <Fragment key={row.key}>
              <tr data-village={row.key}>
                <th scope="row">
                  <button
                    type="button"
                    className="link"
                    aria-expanded={open === row.key}
                    onClick={() => setOpen(open === row.key ? null : row.key)}
                  >
                    {row.name}
                  </button>
                  <span className="record-sub">
                    {[row.kecamatan, streamWords(row.stream)].filter(Boolean).join(" · ")}
                  </span>
                </th>
                <Cells row={row} days={days} largest={largest} chosen={chosen} choose={choose} />
              </tr>
              {open === row.key && (
                <PointRows village={row} days={days} span={span} chosen={chosen} choose={choose} />
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Head({ days, items }: { days: readonly string[]; items: readonly DemandItem[] }) {
  const { demand } = useSideTexts();
  const { language } = useLanguage();
  const factors = useMemo(() => factorsByDay(items), [items]);
  return (
    <thead>
      <tr>
        <th scope="col">{demand.village}</th>
        {days.map((day) => (
          <th key={day} scope="col" data-day={day}>
            {dayWords(day, language)}
            <span className="wk-day-factors">
              {[...(factors.get(day) ?? [])].map(([name, factor]) => (
                <span key={name}>{demand.factor(name, number(factor, 2))}</span>
              ))}
            </span>
          </th>
        ))}
      </tr>
    </thead>
  );
}

interface CellsProps {
  row: PlaceRow;
  days: readonly string[];
  largest: number;
  chosen: DemandItem | null;
  choose: (item: DemandItem) => void;
}

/** The cells of one place; drawn anew only when something of it changed, for a regency has many. */
export const Cells = memo(function Cells({ row, days, largest, chosen, choose }: CellsProps) {
  return days.map((day) => {
    const item = row.byDay.get(day);
    if (!item) return <td key={day}>–</td>;
    return (
      <td key={day} data-shade={shadeOf(item.kg, largest)}>
        <Amount item={item} pressed={chosen === item} choose={choose} />
      </td>
    );
  });
});

interface AmountProps {
  item: DemandItem;
  pressed: boolean;
  choose: (item: DemandItem) => void;
}

function Amount({ item, pressed, choose }: AmountProps) {
  return (
    <button
      type="button"
      className="wk-heat-cell"
      aria-pressed={pressed}
      title={`${item.source} (${item.confidence})`}
      onClick={() => choose(item)}
    >
      <span className="wk-amount">
        ±{number(coarse(item.kg))}
        <span className="wk-arrow">{arrowOf(item)}</span>
      </span>
      <Range low={item.low_kg} high={item.high_kg} />
    </button>
  );
}

function Range({ low, high }: { low: number; high: number }) {
  const { demand } = useSideTexts();
  return <span className="wk-range">{demand.range(number(coarse(low)), number(coarse(high)))}</span>;
}
