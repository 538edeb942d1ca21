import "../planning/planning.css";
import "./parts.css";
import "./side.css";
import { ComparePage } from "../compare/ComparePage";
import { DemandPage } from "../demand/DemandPage";
import type { WeekPlace } from "../place";
import { useBoardTexts } from "../useBoardTexts";

/** What lies beside the list where no board is open: comparison, demand, or the word to choose. */
export function WeekPages({ place }: { place: WeekPlace; mayEdit: boolean }) {
  const { w } = useBoardTexts();
  if (place.kind === "page" && place.name === "demand") return <DemandPage />;
  const [left = 0, right = 0] = place.kind === "page" && place.name === "vs" ? place.parts.map(Number) : [];
  if (left > 0 && right > 0) return <ComparePage key={`${left}/${right}`} left={left} right={right} />;
  return <p className="empty">{w.choose}</p>;
}
