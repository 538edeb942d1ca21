import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ActionMenu } from "../../admin/parts/ActionMenu";
import { useDay } from "../../app/DayProvider";
import { useView } from "../../app/ViewProvider";
import { HandoutDialog } from "../handout/HandoutDialog";
import { PlanDialog } from "../planning/PlanDialog";
import type { WeekBoard } from "../types";
import { WhatIfDialog } from "../whatif/WhatIfDialog";
import { ArchiveDialog } from "./ArchiveDialog";
import { CompareDialog } from "./CompareDialog";
import { PublishDialog } from "./PublishDialog";
import { firstPeriod } from "./period";
import { useWeeksIn } from "./queries";
import { titleOf } from "./rows";
import { Told } from "./Told";
import type { ListedWeek } from "./types";
import { useCopy } from "./useCopy";
import { useSideTexts } from "./useSideTexts";

type Open = "publish" | "handout" | "whatIf" | "compare" | "archive" | "improve";

/** What is done with a whole week, at the head of its board: publish, copy, compare, what-if, hand out. */
export function WeekActions({ week, mayEdit }: { week: WeekBoard; mayEdit: boolean }) {
  const s = useSideTexts();
  const { openWeek } = useView();
  const queries = useQueryClient();
  const [open, setOpen] = useState<Open | null>(null);
  const [told, setTold] = useState<string | null>(null);
  const copy = useCopy(queries, setTold, (id) => openWeek(String(id)));
  const close = () => setOpen(null);
  const items: (readonly [string, () => void])[] = [[s.compare.title, () => setOpen("compare")]];
  if (mayEdit) {
    items.push(
      [s.whatIf.title, () => setOpen("whatIf")],
      [s.list.improve, () => setOpen("improve")],
      [s.list.copy, () => copy(week.id)],
    );
    if (week.status !== "archived") items.push([s.list.archive, () => setOpen("archive")]);
  }
  return (
    <div className="wk-actions">
      {mayEdit && week.status === "draft" && (
        <Button size="compact-md" onClick={() => setOpen("publish")}>
          {s.publish.open}
        </Button>
      )}
      <Button
        size="compact-md"
        variant={week.status === "published" ? "filled" : "default"}
        onClick={() => setOpen("handout")}
      >
        {s.handout.open}
      </Button>
      <ActionMenu label={s.list.more(titleOf(week, s))} items={items} />
      <Told words={told} forget={() => setTold(null)} />
      {open && <Dialogs open={open} week={week} close={close} setOpen={setOpen} tell={setTold} />}
    </div>
  );
}

interface DialogsProps {
  open: Open;
  week: WeekBoard;
  close: () => void;
  setOpen: (open: Open) => void;
  tell: (words: string) => void;
}

function Dialogs({ open, week, close, setOpen, tell }: DialogsProps) {
  const s = useSideTexts();
  const { openWeek } = useView();
  switch (open) {
    case "publish":
      return <PublishDialog week={week} close={close} handOut={() => setOpen("handout")} />;
    case "handout":
      return <HandoutDialog week={week} close={close} />;
    case "whatIf":
      return <WhatIfDialog week={week} close={close} />;
    case "compare":
      return <CompareDialog weekId={week.id} close={close} />;
    case "improve":
      return <Improve week={week} close={close} tell={tell} />;
    default:
      return (
        <ArchiveDialog
          weekId={week.id}
          title={titleOf(week, s)}
          close={close}
          done={() => openWeek("list")}
        />
      );
  }
}

/** A better plan that starts from this one. */
function Improve({ week, close, tell }: Pick<DialogsProps, "week" | "close" | "tell">) {
  const { today } = useDay();
  const weeks = useWeeksIn(firstPeriod(today)).data ?? [];
  const { days, violations: _, ...rest } = week;
  const own: ListedWeek = { ...rest, days: days.length };
  return (
    <PlanDialog
      weeks={[own, ...weeks.filter(({ id }) => id !== own.id)]}
      start={own}
      close={close}
      tell={tell}
    />
  );
}
