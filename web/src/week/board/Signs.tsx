import { number } from "../../i18n/format";
import type { Marks } from "./model";

/** How many rules are broken here: those that must hold, else those that are worth a look. */
export function Signs({ hard, soft }: Marks) {
  if (hard > 0) return <span className="wc-why wc-count">⚠ {number(hard)}</span>;
  return soft > 0 ? <span className="wc-soft">•{number(soft)}</span> : null;
}

/** Held where it is by a person. */
export function PinSign() {
  return (
    <svg className="pin-sign" width="11" height="11" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d="M5 1h6l-1 5 3 3v1H9v5l-1 1-1-1v-5H3V9l3-3Z" fill="currentColor" />
    </svg>
  );
}
