import { UnstyledButton } from "@mantine/core";
import { number } from "../../i18n/format";
import { dayWords } from "../../time/wib";
import type { BoardDay } from "../types";
import { useBoardTexts } from "../useBoardTexts";
import { Box } from "./Box";
import { useBoard } from "./boardState";
import { dayColour, dayHead, hours, offMeanWords, tonnes } from "./format";
import { offMean } from "./model";

/** The days, each with its colour on the map; a press shows the day's points there. */
export function GridHead({ first }: { first: string }) {
  const { w } = useBoardTexts();
  const { week } = useBoard();
  return (
    <Box className="week-gridrow week-head" role="row" aria-rowindex={1}>
      <Box className="week-rowhead" role="columnheader">
        {first}
      </Box>
      {week.days.map((day, column) => (
        <DayHead key={day.day} day={day} column={column} />
      ))}
      <Box className="week-sum" role="columnheader">
        {w.grid.sum}
      </Box>
    </Box>
  );
}

function DayHead({ day, column }: { day: BoardDay; column: number }) {
  const { w, language } = useBoardTexts();
  const { selection, select } = useBoard();
  const [weekday, date] = dayHead(day.day, language);
  const chosen = selection?.row === null && selection.day === day.day;
  return (
    <Box
      className="week-day"
      role="columnheader"
      data-rest={!day.collects}
      data-drop-day={day.day}
      style={{ "--day": dayColour(column) } as React.CSSProperties}
    >
      <UnstyledButton
        className="week-day-button"
        aria-pressed={chosen}
        aria-label={w.day.onMap(dayWords(day.day, language) + (day.holiday ? `, ${day.holiday}` : ""))}
        onClick={() => select(chosen ? null : { row: null, day: day.day, point: null })}
      >
        <span className="week-day-name">
          <span className="day-dot" aria-hidden="true" />
          {weekday} <span className="wc-more">{date}</span>
        </span>
        <span className="week-day-note" data-holiday={Boolean(day.holiday)} title={day.holiday}>
          {day.holiday || (day.collects ? "" : w.noTrucks)}
        </span>
      </UnstyledButton>
    </Box>
  );
}

/** The sums of the days, and how far each lies from their mean. */
export function GridFoot({ rows }: { rows: number }) {
  const { w } = useBoardTexts();
  const { week, index } = useBoard();
  const { measures } = week;
  return (
    <Box className="week-gridrow week-foot" role="row" aria-rowindex={rows + 2}>
      <Box className="week-rowhead" role="rowheader">
        {w.grid.perDay}
      </Box>
      {week.days.map((day) => (
        <DaySum key={day.day} day={day} off={offMean(day, index.meanKg)} />
      ))}
      <Box className="week-sum" role="gridcell">
        <strong>
          {tonnes(measures.kg)} {w.units.t}
        </strong>
        <span className="wc-more">
          {number(measures.hours)} {w.short.hour}
        </span>
      </Box>
    </Box>
  );
}

/** From how much off the mean on a day stands out: what the office allows. */
const OFF = 0.15;

function DaySum({ day, off }: { day: BoardDay; off: number | null }) {
  const { w } = useBoardTexts();
  return (
    <Box className="week-daysum" role="gridcell" data-off={off !== null && Math.abs(off) > OFF}>
      {day.collects || day.kg > 0 ? (
        <>
          <span className="wc-line">
            <strong>
              {tonnes(day.kg)} {w.units.t}
            </strong>
            {off !== null && (
              <span className="wc-off" title={w.day.off}>
                {offMeanWords(off)}
              </span>
            )}
          </span>
          <span className="wc-more">
            {number(day.vehicles)} {w.units.trucks} · {hours(day.hours)} {w.short.hour}
          </span>
        </>
      ) : (
        <span className="wc-free">–</span>
      )}
    </Box>
  );
}
