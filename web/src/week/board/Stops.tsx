import { UnstyledButton } from "@mantine/core";
import { Fragment } from "react";
import { number } from "../../i18n/format";
import { wibTime } from "../../time/wib";
import type { BoardCell, BoardStop } from "../types";
import { useBoardTexts } from "../useBoardTexts";
import { useBoard } from "./boardState";
import { isPinned } from "./pins";
import { PinSign } from "./Signs";
import { PointMenu } from "./ThingMenu";
import { takeProps } from "./useDrag";

/** A vehicle's day, halt after halt with times, trip by trip. */
export function Stops({ cell }: { cell: BoardCell }) {
  const { w } = useBoardTexts();
  const shown = cell.stops.filter(({ kind }) => kind !== "end");
  if (shown.length === 0) return <p className="muted">{w.details.none}</p>;
  let order = 0;
  return (
    <ol className="wp-stops" aria-label={w.details.stops}>
      {shown.map((stop, place) => {
        const before = shown[place - 1];
        if (stop.kind === "collect") order += 1;
        return (
          <Fragment key={`${stop.kind}-${stop.code}-${stop.arrives_at}`}>
            {stop.trip !== before?.trip && <li className="wp-trip">{w.details.trip(stop.trip)}</li>}
            <Stop stop={stop} cell={cell} order={order} />
          </Fragment>
        );
      })}
    </ol>
  );
}

function Stop({ stop, cell, order }: { stop: BoardStop; cell: BoardCell; order: number }) {
  const { w } = useBoardTexts();
  const { week } = useBoard();
  if (stop.kind === "collect") return <PointStop stop={stop} cell={cell} order={order} />;
  const name = week.facilities.find(({ code }) => code === stop.code)?.name ?? stop.code;
  return (
    <li className="wp-stop" data-kind={stop.kind}>
      <time>{wibTime(stop.arrives_at)}</time>
      <span className="wp-order" aria-hidden="true">
        ▼
      </span>
      <span className="wp-name">{w.details.unload(name)}</span>
      <span className="muted">{number(Math.abs(stop.kg))} kg</span>
    </li>
  );
}

function PointStop({ stop, cell, order }: { stop: BoardStop; cell: BoardCell; order: number }) {
  const { index, selection, select, editable } = useBoard();
  const point = index.points.get(stop.code);
  const taken = { kind: "point", code: stop.code, fromDay: cell.day, fromVehicle: cell.vehicle } as const;
  return (
    <li
      className="wp-stop"
      data-kind="collect"
      data-point={stop.code}
      data-chosen={selection?.point === stop.code}
      {...(editable ? takeProps(taken) : {})}
    >
      <time>{wibTime(stop.arrives_at)}</time>
      <span className="wp-order">{order}</span>
      <UnstyledButton
        className="wp-name"
        onClick={() => selection && select({ ...selection, point: stop.code })}
      >
        {point?.name ?? stop.code} {isPinned(point, cell.day) && <PinSign />}
        {point && <span className="wp-sub">{point.village}</span>}
      </UnstyledButton>
      <span className="muted">{number(stop.kg)} kg</span>
      {point && <PointMenu point={point} day={cell.day} />}
    </li>
  );
}
