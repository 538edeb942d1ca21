import { useBackups } from "../admin/officeQueries";
import type { Me } from "../api/types";
import { useLanguage } from "../i18n/LanguageProvider";
import { isAdmin } from "./roles";
import { useView } from "./ViewProvider";

/** Tells an administrator that the last backup is too old, has failed or was never made. */
export function BackupNotice({ me }: { me: Me }) {
  const { t, language } = useLanguage();
  const { openAdmin } = useView();
  const notice = useBackups(isAdmin(me)).data?.notice;
  return (
    <div role="status" aria-live="polite">
      {notice && (
        <p className="backup-notice">
          <span aria-hidden="true">⚠</span> {notice[`message_${language}`]}{" "}
          <button type="button" className="link" onClick={() => openAdmin("backups")}>
            {t.shell.backup.look}
          </button>
        </p>
      )}
    </div>
  );
}
