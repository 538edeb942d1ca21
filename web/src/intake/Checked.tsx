import { useState } from "react";
import { Apply } from "./Apply";
import { Columns } from "./Columns";
import { Counts } from "./Counts";
import { Faults } from "./Faults";
import { choiceOf, isChanged } from "./mapping";
import { PreviewMap } from "./PreviewMap";
import { Reading } from "./Reading";
import type { Draft, Options, Stored } from "./types";

interface Props {
  draft: Draft;
  /** How the file was read this time. */
  options: Options;
  busy: boolean;
  again: (options: Options) => void;
  applied: (stored: Stored) => void;
}

/** What was understood of a file, what is wrong, where it lies; and what may be done with it. */
export function Checked({ draft, options, busy, again, applied }: Props) {
  const [choice, setChoice] = useState(() => choiceOf(draft.columns));
  const changed = isChanged(draft.columns, choice);
  const read = (more: Options) => again({ ...options, map: choice, mapping: undefined, ...more });
  return (
    <div className="checked" data-draft={draft.id}>
      <Counts draft={draft} />
      <div className="checked-parts">
        <div className="checked-main">
          <Apply draft={draft} blocked={changed || busy} applied={applied} />
          <Faults draft={draft} />
        </div>
        <PreviewMap features={draft.features} />
      </div>
      <Reading draft={draft} options={options} busy={busy} read={read} />
      <Columns
        draft={draft}
        choice={choice}
        setChoice={setChoice}
        busy={busy}
        read={(keep) => read(keep ? { keep_mapping: keep } : {})}
        changed={changed}
        kept={options.keep_mapping ?? null}
      />
    </div>
  );
}
