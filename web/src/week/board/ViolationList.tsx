import { UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { number } from "../../i18n/format";
import { dayWords } from "../../time/wib";
import type { Violation } from "../types";
import { useBoardTexts } from "../useBoardTexts";
import { type Kind, kindsOf } from "./amiss";
import { useBoard } from "./boardState";
import { violationWords } from "./format";
import { placeOfViolation } from "./jump";

/** Broken rules by kind: a week may break one at a hundred points, and a planner has five minutes. */
export function KindList({ violations }: { violations: readonly Violation[] }) {
  return (
    <ul className="wp-violations">
      {kindsOf(violations).map((kind) => (
        <KindRow key={`${kind.rule}|${kind.hard}`} kind={kind} />
      ))}
    </ul>
  );
}

function KindRow({ kind }: { kind: Kind }) {
  const { w, language } = useBoardTexts();
  const [open, setOpen] = useState(false);
  const [first] = kind.violations;
  if (!first) return null;
  if (kind.violations.length === 1) return <ViolationRow violation={first} />;
  return (
    <li data-hard={kind.hard}>
      <UnstyledButton className="wp-violation" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Sign hard={kind.hard} />
        <span>
          <strong>{number(kind.violations.length)}×</strong>{" "}
          {w.rule[kind.rule] ?? violationWords(first, language)}{" "}
          <span aria-hidden="true">{open ? "▴" : "▾"}</span>
        </span>
      </UnstyledButton>
      {open && (
        <div className="wp-many">
          <ViolationList violations={kind.violations} />
        </div>
      )}
    </li>
  );
}

/** What breaks a rule, in the words of the server; a press shows where. */
export function ViolationList({ violations }: { violations: readonly Violation[] }) {
  return (
    <ul className="wp-violations">
      {violations.map((violation) => (
        <ViolationRow key={keyOf(violation)} violation={violation} />
      ))}
    </ul>
  );
}

function ViolationRow({ violation }: { violation: Violation }) {
  const { w, language } = useBoardTexts();
  const { index, select } = useBoard();
  const place = placeOfViolation(violation, index);
  const { day, vehicle, point, hard } = violation;
  const found = index.points.get(point);
  const where = [
    found && `${found.name}, ${found.village}`,
    day && dayWords(day, language),
    vehicle && (index.vehicles.get(vehicle)?.plate ?? vehicle),
    !hard && w.pane.soft,
  ].filter(Boolean);
  return (
    <li data-hard={hard}>
      <UnstyledButton
        className="wp-violation"
        disabled={place === null}
        onClick={() => place && select(place)}
      >
        <Sign hard={hard} />
        <span>
          {violationWords(violation, language)}
          {where.length > 0 && <span className="wp-sub">{where.join(" · ")}</span>}
        </span>
      </UnstyledButton>
    </li>
  );
}

const Sign = ({ hard }: { hard: boolean }) => <span aria-hidden="true">{hard ? "⚠" : "•"}</span>;

function keyOf({ rule, day, vehicle, point, facility, message_en }: Violation): string {
  return [rule, day, vehicle, point, facility, message_en].join("|");
}
