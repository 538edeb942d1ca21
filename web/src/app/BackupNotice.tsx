import { backupState } from "../admin/keeping/backups";
import { backupWords } from "../admin/keeping/words";
import { useBackups } from "../admin/officeQueries";
import type { Me } from "../api/types";
import { useLanguage } from "../i18n/LanguageProvider";
import { isAdmin } from "./roles";
import { useView } from "./ViewProvider";

/** Tells an administrator of an office that its last backup is too old or has failed; a demo needs none. */
export function BackupNotice({ me, demo }: { me: Me; demo: boolean }) {
  const { t } = useLanguage();
  const { openAdmin } = useView();
  const backups = useBackups(isAdmin(me) && !demo);
  // Backups are made by the real clock.
  const now = Date.now();
  const words = backups.data ? backupWords(backupState(backups.data, now), now, t) : null;
  return (
    <div role="status" aria-live="polite">
      {words && (
        <p className="backup-notice">
          <span aria-hidden="true">⚠</span> {words}.{" "}
          <button type="button" className="link" onClick={() => openAdmin("backups")}>
            {t.shell.backup.look}
          </button>
        </p>
      )}
    </div>
  );
}
