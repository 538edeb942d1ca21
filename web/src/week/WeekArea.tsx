import "../admin/admin.css";
import "./week.css";
import { useEffect, useRef, useState } from "react";
import type { Me } from "../api/types";
import { mayPlan } from "../app/roles";
import { useView } from "../app/ViewProvider";
import { useBack } from "../records/useBack";
import { Board } from "./board/Board";
import { WeekList } from "./list/WeekList";
import { WeekPages } from "./list/WeekPages";
import { placeOf } from "./place";
import { useBoardTexts } from "./useBoardTexts";

/** From this width on the list stands beside the board without taking room that the days need. */
const WIDE_PX = 1600;
/** Up to this width it is one or the other. */
const NARROW_PX = 760;

/** The weeks, over the map: their list at the side, and the board of one or another page beside it. */
export function WeekArea({ me }: { me: Me }) {
  const { w } = useBoardTexts();
  const { view, openWeek } = useView();
  const place = placeOf(view.week);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const [railOpen, setRailOpen] = useState(() => window.innerWidth >= WIDE_PX);
  const onEscape = useRef<(() => boolean) | null>(null);
  useBack(() => {
    // A menu and a drag take the key for themselves, the board before the area.
    if (document.querySelector("[role=menu], [data-dragging]") || onEscape.current?.()) return;
    openWeek(place.kind === "list" ? null : "list");
  });
  const rail = {
    open: railOpen,
    toggle: () => (window.innerWidth <= NARROW_PX ? openWeek("list") : setRailOpen(!railOpen)),
  };
  const mayEdit = mayPlan(me);
  return (
    <section
      className="admin week-area"
      aria-labelledby="week-title"
      data-place={place.kind}
      data-rail={place.kind !== "board" || railOpen}
    >
      <h2 id="week-title" className="for-readers" ref={heading} tabIndex={-1}>
        {w.title}
      </h2>
      <aside className="week-rail" aria-label={w.rail}>
        <WeekList open={place.kind === "board" ? place.id : null} mayEdit={mayEdit} />
      </aside>
      <div className="week-main">
        {place.kind === "board" ? (
          <Board key={place.id} weekId={place.id} mayEdit={mayEdit} rail={rail} onEscape={onEscape} />
        ) : (
          <WeekPages place={place} mayEdit={mayEdit} />
        )}
      </div>
    </section>
  );
}

export default WeekArea;
