import { useView } from "../../app/ViewProvider";
import { moveByArrows } from "../../fleet/arrows";
import { Badges } from "../parts/Badges";
import { keyOf, type ListName, type RecordRow } from "../types";
import { useRecordTexts } from "../useRecordTexts";
import { useWording } from "../useWording";
import { titleOf } from "../words";
import { columnsOf, subOf } from "./columns";

/** A table on a desk; on a phone every row becomes a card. Arrow keys move between the rows. */
export function RecordTable({ list, records }: { list: ListName; records: readonly RecordRow[] }) {
  const r = useRecordTexts();
  const wording = useWording();
  const { openData } = useView();
  const columns = columnsOf(list, wording);
  return (
    <table className="records record-table" aria-label={r.list[list]}>
      <thead>
        <tr>
          <th scope="col">{r.list[list]}</th>
          {columns.map(({ name }) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody onKeyDown={moveByArrows}>
        {records.map((record) => (
          <tr key={keyOf(record)} data-record={keyOf(record)}>
            <th scope="row">
              <button
                type="button"
                className="record-open"
                data-row
                onClick={() => openData(`${list}/${keyOf(record)}`)}
              >
                {titleOf(record, wording.language)}
              </button>{" "}
              <Badges list={list} record={record} />
              <span className="record-sub">{subOf(list, record)}</span>
            </th>
            {columns.map(({ name, cell }) => (
              <td key={name} data-label={name}>
                {cell(record)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
