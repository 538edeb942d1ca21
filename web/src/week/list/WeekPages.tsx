import type { WeekPlace } from "../place";
import { useBoardTexts } from "../useBoardTexts";

/** What lies beside the list where no board is open: comparison, jobs, demand, or the word to choose. */
export function WeekPages(_: { place: WeekPlace; mayEdit: boolean }) {
  const { w } = useBoardTexts();
  return <p className="empty">{w.choose}</p>;
}
