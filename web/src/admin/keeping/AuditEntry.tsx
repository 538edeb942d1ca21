import type { Readable } from "openapi-typescript-helpers";
import type * as schema from "../../api/schema";
import { useLanguage } from "../../i18n/LanguageProvider";
import { wibMoment } from "../../time/wib";
import { useOfficeTexts } from "../useOfficeTexts";
import { changedFields, plain } from "./changed";

/** One change: who, what, when, and the values that differ. */
export function AuditEntry({ row }: { row: Readable<schema.AuditRow> }) {
  const { language } = useLanguage();
  const { audit: w } = useOfficeTexts();
  const fields = changedFields(row.before ?? null, row.after ?? null);
  const about = `${w.entities[row.entity] ?? row.entity} ${row.entity_id}`;
  return (
    <tr data-audit={row.id}>
      <th scope="row" className="nowrap">
        {wibMoment(row.at, language)}
      </th>
      <td data-label={w.account}>{row.account}</td>
      <td data-label={w.action}>{actionWords(row.action, w.actions)}</td>
      <td data-label={w.entity} className="record-detail">
        {about}
      </td>
      <td data-label={w.details}>
        {fields.length > 0 && (
          <details className="audit-details">
            <summary>{fields.map(({ name }) => name).join(", ")}</summary>
            <dl>
              {fields.map(({ name, before, after }) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>
                    {plain(before)} → {plain(after)}
                  </dd>
                </div>
              ))}
            </dl>
          </details>
        )}
      </td>
    </tr>
  );
}

/** Some actions name their thing too ("account_added"); what we have no word for stands as it is. */
function actionWords(action: string, words: Record<string, string>): string {
  return words[action] ?? action.replaceAll("_", " ");
}
