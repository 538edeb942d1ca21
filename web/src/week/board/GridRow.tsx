import type { ReactNode } from "react";
import type { BoardDay } from "../types";
import { Box } from "./Box";

interface Props {
  row: number;
  tabColumn: number | null;
  head: ReactNode;
  headName: string;
  headChosen: boolean;
  days: readonly BoardDay[];
  cell: (day: BoardDay) => CellProps;
  sum: ReactNode;
  height: number;
}

export interface CellProps {
  content: ReactNode;
  name: string;
  state: string;
  chosen: boolean;
  pending: boolean;
  fresh: boolean;
  drop: { day: string; vehicle?: string };
  take?: Record<string, string | undefined>;
}

/** A row of the grid: who, what on every day, the sum. */
export function GridRow({ row, tabColumn, head, headName, headChosen, days, cell, sum, height }: Props) {
  const place = (column: number) => ({
    "data-place": `${row}:${column}`,
    tabIndex: tabColumn === column ? 0 : -1,
  });
  return (
    <Box className="week-gridrow" role="row" aria-rowindex={row + 2} style={{ height }}>
      <Box className="week-rowhead" role="rowheader" data-chosen={headChosen} {...place(0)}>
        <span className="for-readers">{headName}</span>
        <Seen>{head}</Seen>
      </Box>
      {days.map((day, column) => (
        <GridCell key={day.day} {...cell(day)} place={place(column + 1)} />
      ))}
      <Box className="week-sum" role="gridcell" {...place(days.length + 1)}>
        {sum}
      </Box>
    </Box>
  );
}

type Placed = CellProps & { place: { "data-place": string; tabIndex: number } };

function GridCell({ content, name, state, chosen, pending, fresh, drop, take, place }: Placed) {
  return (
    <Box
      className="week-cell"
      role="gridcell"
      aria-selected={chosen}
      aria-busy={pending}
      data-state={state}
      data-fresh={fresh || undefined}
      data-drop-day={drop.day}
      data-drop-vehicle={drop.vehicle}
      {...take}
      {...place}
    >
      <span className="for-readers">{name}</span>
      <Seen>{content}</Seen>
    </Box>
  );
}

/** What is seen of a cell; readers hear it in words instead. */
function Seen({ children }: { children: ReactNode }) {
  return <span aria-hidden="true">{children}</span>;
}
