import { Fact } from "../../app/Fact";
import { heldBy } from "../fields";
import { SPECS } from "../specs";
import type { ListName, RecordRow } from "../types";
import { useRecordTexts } from "../useRecordTexts";
import { useWording } from "../useWording";
import { wordsOf } from "../words";

/** A record for those who may look at it only. */
export function ReadOnly({ list, record }: { list: ListName; record: RecordRow | null }) {
  const r = useRecordTexts();
  const wording = useWording();
  const names: Readonly<Record<string, string>> = r.field;
  return (
    <div className="record-form">
      {SPECS[list].groups.map(({ name, fields }) => (
        <section key={name} className="record-group">
          <h4>{r.group[name]}</h4>
          <dl className="record-facts">
            {fields.map((field) => (
              <Fact key={field.name} name={names[field.name] ?? field.name}>
                {wordsOf(heldBy(record, field), field, wording)}
              </Fact>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
