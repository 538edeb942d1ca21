import { useDay } from "../../app/DayProvider";
import { useLanguage } from "../../i18n/LanguageProvider";
import { useDraft } from "../drafts";
import { keyOf, type ListName, type RecordRow } from "../types";
import { useRecordTexts } from "../useRecordTexts";
import { dateOf, isClosed } from "../words";

/** What one should know of a record at a glance: made up, closed, or changed and not saved. */
export function Badges({ list, record }: { list: ListName; record: RecordRow }) {
  const r = useRecordTexts();
  const { language } = useLanguage();
  const { today } = useDay();
  const draft = useDraft(list, keyOf(record));
  const ends = typeof record.valid_to === "string" ? dateOf(record.valid_to, language) : null;
  return (
    <>
      {record.sample === true && <span className="sample">{r.sample}</span>}
      {record.estimated === true && <span className="sample">± {r.estimate}</span>}
      {isClosed(record, today) && <span className="record-closed">{ends ? r.closedOn(ends) : r.closed}</span>}
      {draft && <span className="record-draft">{r.unsaved}</span>}
    </>
  );
}
