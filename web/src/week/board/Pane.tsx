import { CloseButton, UnstyledButton } from "@mantine/core";
import { lazy, Suspense, useEffect, useState } from "react";
import { number } from "../../i18n/format";
import { wibMoment } from "../../time/wib";
import { useBoardTexts } from "../useBoardTexts";
import { useBoard } from "./boardState";
import { Details } from "./Details";
import { KindList } from "./ViolationList";

// The grid must not wait for the map library.
const BoardMap = lazy(() => import("./BoardMap").then(({ BoardMap }) => ({ default: BoardMap })));

const TABS = ["details", "violations", "history"] as const;
export type PaneTab = (typeof TABS)[number];

interface Props {
  first: PaneTab;
  /** On a phone the pane lies over the list and can be closed. */
  close?: (() => void) | undefined;
}

/** Beside the grid: the map, and below it what is chosen, what is amiss, and who changed what. */
export function Pane({ first, close }: Props) {
  const { w } = useBoardTexts();
  const { week, selection } = useBoard();
  const [tab, setTab] = useState<PaneTab>(first);
  const counts = { details: 0, violations: week.violations.length, history: week.edits.length };
  const chosen = JSON.stringify([selection?.row, selection?.day]);
  useEffect(() => {
    if (chosen !== "[null,null]" && chosen !== "[]")
      setTab((before) => (JSON.parse(chosen)[0] ? "details" : before));
  }, [chosen]);
  return (
    <aside className="week-pane" aria-label={w.pane.label}>
      {close && <CloseButton className="week-pane-close" aria-label={w.pane.close} onClick={close} />}
      <Suspense fallback={<div className="week-map" />}>
        <BoardMap />
      </Suspense>
      <div className="week-pane-tabs" role="tablist" aria-label={w.pane.label}>
        {TABS.map((name) => (
          <UnstyledButton
            key={name}
            id={`week-tab-${name}`}
            className="week-pane-tab"
            role="tab"
            aria-selected={tab === name}
            aria-controls="week-pane-panel"
            tabIndex={tab === name ? 0 : -1}
            onClick={() => setTab(name)}
            onKeyDown={(event) => {
              const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
              const next = TABS[(TABS.indexOf(name) + step + TABS.length) % TABS.length];
              if (step === 0 || !next) return;
              setTab(next);
              document.getElementById(`week-tab-${next}`)?.focus();
            }}
          >
            {w.pane[name]}
            {counts[name] > 0 && (
              <span className="week-count" data-bad={name === "violations" && !week.feasible}>
                {number(counts[name])}
              </span>
            )}
          </UnstyledButton>
        ))}
      </div>
      <div
        id="week-pane-panel"
        className="week-pane-panel"
        role="tabpanel"
        aria-labelledby={`week-tab-${tab}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        tabIndex={0}
      >
        {tab === "details" && <Details />}
        {tab === "violations" && <Violations />}
        {tab === "history" && <History />}
      </div>
    </aside>
  );
}

function Violations() {
  const { w } = useBoardTexts();
  const { week } = useBoard();
  if (week.violations.length === 0) return <p className="wp-hint">{w.pane.noViolations}</p>;
  return <KindList violations={week.violations} />;
}

function History() {
  const { w, language } = useBoardTexts();
  const { week } = useBoard();
  if (week.edits.length === 0) return <p className="wp-hint">{w.pane.noHistory}</p>;
  const newestFirst = [...week.edits].sort((a, b) => b.number - a.number);
  return (
    <ol className="wp-history" aria-label={w.pane.history}>
      {newestFirst.map((edit) => (
        <li key={edit.number} data-undone={edit.undone}>
          <span>{language === "en" ? edit.text_en : edit.text_id}</span>
          <span className="wp-sub">
            {edit.account} · {wibMoment(edit.at, language)}
            {edit.undone && ` · ${w.pane.undone}`}
          </span>
        </li>
      ))}
    </ol>
  );
}
