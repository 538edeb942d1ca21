import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ActionMenu } from "../../admin/parts/ActionMenu";
import { useView } from "../../app/ViewProvider";
import { ArchiveDialog } from "./ArchiveDialog";
import type { ListedWeek } from "./types";
import { useCopy } from "./useCopy";
import { useSideTexts } from "./useSideTexts";

interface Props {
  week: ListedWeek;
  title: string;
  tell: (words: string) => void;
}

/** What is done with a plan without opening it. */
export function RowMenu({ week, title, tell }: Props) {
  const { list } = useSideTexts();
  const { openWeek } = useView();
  const queries = useQueryClient();
  const [archiving, setArchiving] = useState(false);
  const copy = useCopy(queries, tell);
  const items: (readonly [string, () => void])[] = [
    [list.open, () => openWeek(String(week.id))],
    [list.copy, () => copy(week.id)],
  ];
  if (week.status !== "archived") items.push([list.archive, () => setArchiving(true)]);
  return (
    <>
      <ActionMenu label={list.more(title)} items={items} />
      {archiving && (
        <ArchiveDialog weekId={week.id} title={title} close={() => setArchiving(false)} done={tell} />
      )}
    </>
  );
}
