import { useQuery } from "@tanstack/react-query";
import { body, client } from "../api/client";
import type { IngestInfo, Me } from "../api/types";
import { useLanguage } from "../i18n/LanguageProvider";
import { wibTime } from "../time/wib";
import { seesAll } from "./roles";

const ASK_MS = 15_000;

/** Says that what devices send is not taken in now; silent while it is, and for those who may not know. */
export function IngestNotice({ me }: { me: Me }) {
  const { t } = useLanguage();
  const ingest = useQuery({
    queryKey: ["ingest"],
    enabled: seesAll(me),
    queryFn: () => body(client.GET("/api/v1/ingest")),
    refetchInterval: ASK_MS,
  });
  const ill = ingest.data && isIll(ingest.data) ? ingest.data : null;
  return (
    <div role="status" aria-live="polite">
      {ill && (
        <p className="offline" title={ill.troubles.join("; ")}>
          {ill.last_received_at === null ? t.ingest.illEmpty : t.ingest.ill(wibTime(ill.last_received_at))}
        </p>
      )}
    </div>
  );
}

/** No ingester lives, or the one beside us says that nothing moves. */
export function isIll(info: Pick<IngestInfo, "ingesters" | "ready">): boolean {
  return info.ingesters === 0 || info.ready === false;
}
