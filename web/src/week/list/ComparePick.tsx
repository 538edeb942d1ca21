import { Button } from "@mantine/core";
import { useView } from "../../app/ViewProvider";
import { titleOf } from "./rows";
import type { ListedWeek } from "./types";
import { useSideTexts } from "./useSideTexts";

interface Props {
  weeks: readonly ListedWeek[];
  picked: readonly number[];
  clear: () => void;
}

/** Which plans have been ticked, and the way to their comparison. */
export function ComparePick({ weeks, picked, clear }: Props) {
  const s = useSideTexts();
  const { openWeek } = useView();
  const [left, right] = picked.flatMap((id) => weeks.find((week) => week.id === id) ?? []);
  if (!left) return null;
  return (
    <div className="wk-pick" role="status">
      {right ? (
        <Button size="compact-md" onClick={() => openWeek(`${left.id}/vs/${right.id}`)}>
          {s.list.compare(titleOf(left, s), titleOf(right, s))}
        </Button>
      ) : (
        <span>{s.list.pickOne(titleOf(left, s))}</span>
      )}
      <button type="button" className="link" onClick={clear}>
        {s.list.unpick}
      </button>
    </div>
  );
}
