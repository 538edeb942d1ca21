import { LoadFailed } from "../../app/LoadFailed";
import { duration } from "../../i18n/duration";
import { number } from "../../i18n/format";
import { useLanguage } from "../../i18n/LanguageProvider";
import { wibMoment } from "../../time/wib";
import { useBackups } from "../officeQueries";
import type { BackupRow, Backups } from "../officeTypes";
import { useAdminTexts } from "../useAdminTexts";
import { useOfficeTexts } from "../useOfficeTexts";
import { sizeParts } from "./size";

/** The backups that were made, and whether the office can rely on them. */
export function BackupsTab() {
  const { backups: w } = useOfficeTexts();
  const backups = useBackups(true);
  const rows = backups.data?.items ?? [];
  return (
    <>
      <p className="admin-intro">{w.intro}</p>
      {backups.isError && !backups.data && <LoadFailed retry={() => void backups.refetch()} />}
      {backups.data && <State backups={backups.data} />}
      {rows.length > 0 && <BackupTable rows={rows} />}
      {backups.data && (
        <p className="muted backups-hint">
          {w.elsewhere} {rows.length > 0 && w.restore}
        </p>
      )}
    </>
  );
}

/** Whether the office can rely on them; the server decides, as it knows its own nights. */
function State({ backups }: { backups: Backups }) {
  const { t, language } = useLanguage();
  const { backups: w } = useOfficeTexts();
  const { notice, last_good_at } = backups;
  if (notice) {
    const grave = notice.code === "failed";
    return <p className={grave ? "failure" : "warning"}>{notice[`message_${language}`]}</p>;
  }
  if (last_good_at === null) return <p className="warning">{w.empty}</p>;
  // Backups are made by the real clock, whatever the demo's says.
  const age = (Date.now() - Date.parse(last_good_at)) / 1000;
  return <p className="told">✓ {w.fresh(duration(age, t))}</p>;
}

function BackupTable({ rows }: { rows: readonly BackupRow[] }) {
  const a = useAdminTexts();
  const { backups: w } = useOfficeTexts();
  return (
    <table className="records" aria-label={a.tab.backups}>
      <thead>
        <tr>
          {[w.began, w.kind, w.state, w.took, w.size, w.file].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Run key={row.id} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function Run({ row }: { row: BackupRow }) {
  const { t, language } = useLanguage();
  const a = useAdminTexts();
  const { backups: w } = useOfficeTexts();
  const took = row.ended_at === null ? null : (Date.parse(row.ended_at) - Date.parse(row.began_at)) / 1000;
  return (
    <tr data-backup={row.id}>
      <th scope="row" className="nowrap">
        {wibMoment(row.began_at, language)}
      </th>
      <td data-label={w.kind}>{w.kinds[row.kind]}</td>
      <td data-label={w.state}>
        <Result row={row} />
      </td>
      <td data-label={w.took}>{took === null ? a.unknown : duration(took, t)}</td>
      <td data-label={w.size}>{row.size_bytes === null ? a.unknown : sizeWords(row.size_bytes)}</td>
      <td data-label={w.file} className="record-detail">
        {row.file ?? a.unknown}
        {row.file && !row.present && <span className="record-sub late">{w.gone}</span>}
        {row.digest && (
          <span className="record-sub" title={`${w.digest} ${row.digest}`}>
            {w.digest} {row.digest.slice(0, 12)}…
          </span>
        )}
      </td>
    </tr>
  );
}

function Result({ row }: { row: BackupRow }) {
  const { backups: w } = useOfficeTexts();
  if (row.error !== null) {
    return (
      <span className="result-bad">
        <span aria-hidden="true">✕</span> {w.failed}
        <span className="record-sub late">{row.error}</span>
      </span>
    );
  }
  if (row.ended_at === null) return <span className="muted">{w.running}</span>;
  return (
    <span className="result-good">
      <span aria-hidden="true">✓</span> {w.good}
    </span>
  );
}

function sizeWords(bytes: number): string {
  const [value, unit] = sizeParts(bytes);
  return `${number(value, unit === "B" ? 0 : 1)} ${unit}`;
}
