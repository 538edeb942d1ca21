import { LoadFailed } from "../../app/LoadFailed";
import { wibMoment } from "../../time/wib";
import { actionWord, linesOf } from "../history";
import { useHistory } from "../queries";
import { fieldsOf } from "../specs";
import { type HistoryItem, keyOf, type ListName, type RecordRow } from "../types";
import { useRecordTexts } from "../useRecordTexts";
import { useWording } from "../useWording";

/** Who changed what of a record, newest first. */
export function HistoryList({ list, record }: { list: ListName; record: RecordRow }) {
  const r = useRecordTexts();
  const history = useHistory(list, keyOf(record), true);
  const refused = history.isError && !history.data;
  return (
    <section className="record-history" aria-label={r.history.title}>
      <h4>{r.history.title}</h4>
      {refused && <LoadFailed retry={() => void history.refetch()} />}
      {history.data?.items.length === 0 && <p className="muted">{r.history.none}</p>}
      <ol>
        {history.data?.items.map((item) => (
          <Change key={`${item.at}${item.action}`} list={list} item={item} />
        ))}
      </ol>
    </section>
  );
}

function Change({ list, item }: { list: ListName; item: HistoryItem }) {
  const wording = useWording();
  const { r, language } = wording;
  return (
    <li>
      <p className="record-change">
        <time dateTime={item.at}>{wibMoment(item.at, language)}</time> ·{" "}
        <strong>{item.account ?? r.history.system}</strong> · {actionWord(item.action, wording)}
      </p>
      <ul>
        {linesOf(item, fieldsOf(list), wording).map(({ name, before, after }) => (
          <li key={name}>
            {name}:{" "}
            {before !== null && (
              <>
                <del>{before}</del> <span aria-hidden="true">→</span>{" "}
                <span className="for-readers">{r.history.to}</span>{" "}
              </>
            )}
            <ins>{after}</ins>
          </li>
        ))}
      </ul>
    </li>
  );
}
