import { UnstyledButton } from "@mantine/core";
import { dayWords } from "../../time/wib";
import type { Violation } from "../types";
import { useBoardTexts } from "../useBoardTexts";
import { useBoard } from "./boardState";
import { violationWords } from "./format";
import { placeOfViolation } from "./jump";

/** What breaks a rule, in the words of the server; a press shows where. */
export function ViolationList({ violations }: { violations: readonly Violation[] }) {
  const { w, language } = useBoardTexts();
  const { index, select } = useBoard();
  return (
    <ul className="wp-violations">
      {violations.map((violation) => {
        const place = placeOfViolation(violation, index);
        const where = [
          violation.day && dayWords(violation.day, language),
          violation.vehicle && (index.vehicles.get(violation.vehicle)?.plate ?? violation.vehicle),
          violation.point && index.points.get(violation.point)?.village,
          !violation.hard && w.pane.soft,
        ].filter(Boolean);
        return (
          <li key={keyOf(violation)} data-hard={violation.hard}>
            <UnstyledButton
              className="wp-violation"
              disabled={place === null}
              onClick={() => place && select(place)}
            >
              <span aria-hidden="true">{violation.hard ? "⚠" : "•"}</span>
              <span>
                {violationWords(violation, language)}
                {where.length > 0 && <span className="wp-sub">{where.join(" · ")}</span>}
              </span>
            </UnstyledButton>
          </li>
        );
      })}
    </ul>
  );
}

export function keyOf({ rule, day, vehicle, point, facility, message_en }: Violation): string {
  return [rule, day, vehicle, point, facility, message_en].join("|");
}
