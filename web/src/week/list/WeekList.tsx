import "../planning/planning.css";
import "./parts.css";
import "./side.css";
import { useView } from "../../app/ViewProvider";
import { RailList } from "./RailList";
import { WeeksHome } from "./WeeksHome";

/** The plans: a page of its own while none is open, a narrow list beside an open one. */
export function WeekList({ open, mayEdit }: { open: number | null; mayEdit: boolean }) {
  const { view } = useView();
  const home = view.week === null || view.week === "list";
  return home ? <WeeksHome mayEdit={mayEdit} /> : <RailList open={open} />;
}
