import { ActionIcon, Button, SegmentedControl, TextInput, UnstyledButton } from "@mantine/core";
import { number } from "../../i18n/format";
import { rupiah } from "../../replan/money";
import { WeekActions } from "../list/WeekActions";
import { useBoardTexts } from "../useBoardTexts";
import { useBoard } from "./boardState";
import { hours, spanWords, tonnes } from "./format";
import { countOf } from "./model";
import type { Mode } from "./selection";

interface Props {
  mode: Mode;
  setMode: (mode: Mode) => void;
  asked: string;
  setAsked: (asked: string) => void;
  mayEdit: boolean;
  rail: { open: boolean; toggle: () => void };
  openViolations: () => void;
}

/** Which week it is, what it comes to, and what can be done with it. */
export function BoardHead({ mode, setMode, asked, setAsked, mayEdit, rail, openViolations }: Props) {
  const { w, language } = useBoardTexts();
  const { week, edits, send, editable } = useBoard();
  return (
    <header className="week-top">
      <div className="week-top-line">
        <Button size="compact-sm" variant="default" aria-expanded={rail.open} onClick={rail.toggle}>
          <span aria-hidden="true">☰&nbsp;</span> {rail.open ? w.hideRail : w.showRail}
        </Button>
        <h3 className="week-name">
          {spanWords(week.days, language)} <span className="week-name-own">{week.name}</span>
        </h3>
        <span className="week-status" data-status={week.status}>
          {w.status[week.status]} {week.number > 1 && `· v${number(week.number)}`}
        </span>
        {week.kecamatan.length > 0 && <span className="muted">{w.area(week.kecamatan.join(", "))}</span>}
        <Amiss open={openViolations} />
        <span className="week-spring" />
        <WeekActions week={week} mayEdit={mayEdit} />
      </div>
      <div className="week-top-line">
        <SegmentedControl
          size="xs"
          aria-label={w.by.label}
          value={mode}
          onChange={(next) => setMode(next as Mode)}
          data={[
            { value: "trucks", label: w.by.trucks },
            { value: "villages", label: w.by.villages },
          ]}
        />
        <TextInput
          size="xs"
          className="week-search"
          type="search"
          aria-label={w.search[mode]}
          placeholder={w.search[mode]}
          value={asked}
          onChange={(event) => setAsked(event.currentTarget.value)}
        />
        {editable && (
          <span className="week-undo">
            <ActionIcon
              variant="default"
              aria-label={w.undo}
              title={w.undoHint}
              disabled={!week.can_undo || edits.waiting}
              onClick={() => send({ kind: "undo" })}
            >
              ↶
            </ActionIcon>
            <ActionIcon
              variant="default"
              aria-label={w.redo}
              title={w.redoHint}
              disabled={!week.can_redo || edits.waiting}
              onClick={() => send({ kind: "redo" })}
            >
              ↷
            </ActionIcon>
          </span>
        )}
        <Measures />
      </div>
    </header>
  );
}

function Measures() {
  const { w } = useBoardTexts();
  const { week } = useBoard();
  const m = week.measures;
  const figures: [value: string, name: string, title?: string][] = [
    [tonnes(m.kg), w.measures.tonnes],
    [number(m.km), w.measures.km],
    [number(m.hours), w.measures.hours, w.measures.overtime(hours(m.overtime_hours))],
    [number(m.litres), w.measures.litres],
    [rupiah(m.cost_idr), w.measures.cost],
    [`±${number(m.balance_share * 100)} %`, w.measures.balance],
    [number(m.moved_points), w.measures.moved],
  ];
  return (
    <ul className="week-figures" aria-label={w.measures.label}>
      {figures.map(([value, name, title]) => (
        <li key={name} title={title}>
          <strong>{value}</strong> <span className="wc-more">{name}</span>
        </li>
      ))}
    </ul>
  );
}

/** Whether the week can be published as it is; a press lists what it breaks. */
function Amiss({ open }: { open: () => void }) {
  const { w } = useBoardTexts();
  const { week } = useBoard();
  const { hard, soft } = countOf(week.violations);
  const words = [
    hard > 0 && `⚠ ${w.cell.violations(number(hard))}`,
    soft > 0 && w.cell.soft(number(soft)),
  ].filter(Boolean);
  return (
    <UnstyledButton
      className="week-amiss"
      data-hard={hard > 0}
      data-soft={hard === 0 && soft > 0}
      onClick={open}
    >
      {words.length > 0 ? words.join(" · ") : `✓ ${w.measures.fine}`}
    </UnstyledButton>
  );
}
