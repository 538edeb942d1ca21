import { useDay } from "../../app/DayProvider";
import { number } from "../../i18n/format";
import { useLanguage } from "../../i18n/LanguageProvider";
import type { RecordTexts } from "../../i18n/records/id";
import { type Kir, kirOf } from "../kir";
import { useRecordTexts } from "../useRecordTexts";
import { dateOf } from "../words";

/** How a vehicle's roadworthiness test stands; quiet while it is valid for long. */
export function KirSign({ until }: { until: unknown }) {
  const r = useRecordTexts();
  const { language } = useLanguage();
  const { today } = useDay();
  const kir = kirOf(until, today);
  return (
    <span className={`kir kir-${kir.state}`} data-kir={kir.state}>
      {kir.state === "expired" && <span aria-hidden="true">✕ </span>}
      {kir.state === "soon" && <span aria-hidden="true">▲ </span>}
      {wordsOf(kir, r, () => dateOf(String(until), language))}
    </span>
  );
}

function wordsOf({ state, days }: Kir, r: RecordTexts, day: () => string): string {
  if (state === "unknown" || days === null) return r.kir.unknown;
  if (state === "expired") return r.kir.expired(number(-days));
  if (state === "valid") return r.kir.valid(day());
  return days === 0 ? r.kir.today : r.kir.soon(number(days));
}
