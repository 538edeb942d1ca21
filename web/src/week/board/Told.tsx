import { Button, CloseButton, Modal } from "@mantine/core";
import { ApiError } from "../../api/client";
import { number } from "../../i18n/format";
import type { Language } from "../../i18n/texts";
import { wibTime } from "../../time/wib";
import { WeekError } from "../api";
import type { Violation } from "../types";
import { useBoardTexts } from "../useBoardTexts";
import { useBoard } from "./boardState";
import { costWords, violationWords } from "./format";
import type { Done } from "./useEdits";

/** What the last edit costs and breaks, or why it could not be; it stays until the next one or until closed. */
export function Told() {
  const { w, language } = useBoardTexts();
  const { edits, send, week } = useBoard();
  const words = edits.failure ? failureWords(edits.failure, w, language) : null;
  return (
    <div className="week-told" role="status">
      {edits.waiting ? (
        <p className="week-toast">{w.done.waiting}</p>
      ) : words !== null ? (
        <div className="week-toast" data-bad="true">
          <p>{words}</p>
          <CloseButton size="sm" aria-label={w.done.dismiss} onClick={edits.dismiss} />
        </div>
      ) : edits.done ? (
        <div className="week-toast" data-bad={edits.done.difference.new_violations.some(({ hard }) => hard)}>
          <DoneWords done={edits.done} />
          {edits.done.kind !== "undo" && week.can_undo && (
            <Button size="compact-xs" variant="default" onClick={() => send({ kind: "undo" })}>
              {w.undo}
            </Button>
          )}
          <CloseButton size="sm" aria-label={w.done.dismiss} onClick={edits.dismiss} />
        </div>
      ) : null}
    </div>
  );
}

/** How many violations are spelled out. */
const FEW = 2;

function DoneWords({ done }: { done: Done }) {
  const { w, language } = useBoardTexts();
  const { difference } = done;
  const said = done.edit && (language === "en" ? done.edit.text_en : done.edit.text_id);
  const title = done.kind === "undo" ? w.done.undone : done.kind === "redo" ? w.done.redone : said;
  return (
    <div className="week-toast-words">
      <p>
        <strong>{title}</strong> <span className="nowrap">{costWords(difference, w.units).join(" · ")}</span>
      </p>
      <Named label={w.done.fresh} violations={difference.new_violations} />
      <Named label={w.done.gone} violations={difference.gone_violations} />
    </div>
  );
}

/** What must not be, spelled out up to a few; what is only worth a look, counted. */
function Named({ label, violations }: { label: string; violations: readonly Violation[] }) {
  const { w, language } = useBoardTexts();
  const { index } = useBoard();
  if (violations.length === 0) return null;
  const hard = violations.filter((violation) => violation.hard);
  const words = hard.slice(0, FEW).map((violation) => {
    const name = index.points.get(violation.point)?.name;
    return `⚠ ${[name, violationWords(violation, language)].filter(Boolean).join(" ")}`;
  });
  if (hard.length > FEW) words.push(w.done.more(hard.length - FEW));
  const soft = violations.length - hard.length;
  if (soft > 0) words.push(w.cell.soft(number(soft)));
  return (
    <p className="week-toast-list">
      {label}: {words.join("; ")}
    </p>
  );
}

function failureWords(error: Error, w: ReturnType<typeof useBoardTexts>["w"], language: Language): string {
  if (!(error instanceof ApiError)) return w.error.unreachable;
  if (error.status >= 500) return w.error.server;
  if (error.status === 403) return w.error.forbidden;
  const told = error instanceof WeekError ? error.told(language) : error.detail;
  return w.error.refused(told ?? String(error.status));
}

/** Somebody was faster: nothing of theirs is overwritten, what is newest is loaded. */
export function Overtaken() {
  const { w } = useBoardTexts();
  const { edits } = useBoard();
  if (!edits.overtaken) return null;
  const { by, at } = edits.overtaken;
  return (
    <Modal
      opened
      onClose={edits.reload}
      title={w.conflict.title(by ?? w.conflict.nobody, at ? wibTime(at) : "–")}
      centered
      withCloseButton={false}
      closeOnClickOutside={false}
      classNames={{ title: "dialog-title" }}
    >
      <div className="dialog">
        <p>{w.conflict.words}</p>
        <Button onClick={edits.reload} data-autofocus>
          {w.conflict.reload}
        </Button>
      </div>
    </Modal>
  );
}
