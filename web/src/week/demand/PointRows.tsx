import { LoadFailed } from "../../app/LoadFailed";
import type { DemandItem } from "../list/types";
import { useSideTexts } from "../list/useSideTexts";
import { Cells } from "./DemandTable";
import { type PlaceRow, rowsOf } from "./grid";
import { useDemand } from "./queries";

interface Props {
  village: PlaceRow;
  days: readonly string[];
  span: { from: string; to: string };
  chosen: DemandItem | null;
  choose: (item: DemandItem) => void;
}

/** The points of a village, below it. */
export function PointRows({ village, days, span, chosen, choose }: Props) {
  const s = useSideTexts();
  const demand = useDemand({ ...span, by: "point", village: village.code });
  const items = demand.data?.pages.flatMap((page) => page.items) ?? [];
  const largest = Math.max(0, ...items.map(({ kg }) => kg));
  if (!demand.isSuccess || items.length === 0) {
    return (
      <tr className="wk-heat-point">
        <td colSpan={days.length + 1}>
          {demand.isError && <LoadFailed retry={() => void demand.refetch()} />}
          {!demand.isError && (
            <span className="muted">{demand.isSuccess ? s.demand.noPoints : s.loading}</span>
          )}
        </td>
      </tr>
    );
  }
  const rows = rowsOf(items).filter(({ stream }) => stream === village.stream);
  return rows.map((row) => (
    <tr key={row.key} className="wk-heat-point" data-point-row={row.code}>
      <th scope="row">
        {row.name}
        <span className="record-sub">{row.code}</span>
      </th>
      <Cells row={row} days={days} largest={largest} chosen={chosen} choose={choose} />
    </tr>
  ));
}
