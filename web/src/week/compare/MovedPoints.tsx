import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { usePlateOf } from "../../admin/parts/VehicleSelect";
import { number } from "../../i18n/format";
import { useLanguage } from "../../i18n/LanguageProvider";
import { dayWords } from "../../time/wib";
import type { MovedPoint } from "../list/types";
import { useSideTexts } from "../list/useSideTexts";
import { found, visitsOf } from "./difference";

const FIRST = 40;

/** Which points change their day or truck: from where to where. */
export function MovedPoints({ moved }: { moved: readonly MovedPoint[] }) {
  const { compare } = useSideTexts();
  const [search, setSearch] = useState("");
  const [all, setAll] = useState(false);
  const rows = found(moved, search);
  const shown = all ? rows : rows.slice(0, FIRST);
  return (
    <section className="wk-part" aria-labelledby="wk-moved">
      <h4 id="wk-moved">{compare.moved(number(moved.length))}</h4>
      {moved.length === 0 && <p className="muted">{compare.none}</p>}
      {moved.length > 8 && (
        <TextInput
          type="search"
          size="xs"
          className="wk-search"
          aria-label={compare.search}
          placeholder={compare.search}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      {shown.length > 0 && <Table rows={shown} />}
      {shown.length < rows.length && (
        <Button size="compact-sm" variant="default" onClick={() => setAll(true)}>
          {compare.more(number(rows.length - shown.length))}
        </Button>
      )}
    </section>
  );
}

function Table({ rows }: { rows: readonly MovedPoint[] }) {
  const { compare } = useSideTexts();
  return (
    <table className="wk-table wk-moved" aria-labelledby="wk-moved">
      <thead>
        <tr>
          <th scope="col">{compare.point}</th>
          <th scope="col">A</th>
          <th scope="col">B</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((point) => (
          <tr key={point.code} data-moved={point.code}>
            <th scope="row">
              {point.name}
              <span className="record-sub">{point.village}</span>
            </th>
            <td data-label="A">
              <Visits days={point.left_days} vehicles={point.left_vehicles} />
            </td>
            <td data-label="B">
              <Visits days={point.right_days} vehicles={point.right_vehicles} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Visits({ days, vehicles }: { days: readonly string[]; vehicles: readonly string[] }) {
  const { compare } = useSideTexts();
  const { language } = useLanguage();
  const plateOf = usePlateOf();
  if (days.length === 0) return <span className="wk-bad">{compare.noDay}</span>;
  return (
    <ul className="wk-visits">
      {visitsOf(days, vehicles).map(([day, vehicle]) => (
        <li key={`${day}/${vehicle}`}>
          {dayWords(day, language)}
          {vehicle && <span className="muted"> {plateOf(vehicle)}</span>}
        </li>
      ))}
    </ul>
  );
}
