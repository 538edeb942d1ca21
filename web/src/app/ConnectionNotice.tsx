import { useConnection, useNewestFix } from "../api/LiveProvider";
import { useLanguage } from "../i18n/LanguageProvider";
import { wibTime } from "../time/wib";

/** Says that the line is down and how old the data on screen is; silent while all is well. */
export function ConnectionNotice() {
  const { t } = useLanguage();
  const phase = useConnection();
  const newest = useNewestFix();
  return (
    <div role="status" aria-live="polite">
      {phase === "offline" && (
        <p className="offline">
          {newest === null ? t.connection.lostEmpty : t.connection.lost(wibTime(newest))}
        </p>
      )}
    </div>
  );
}
