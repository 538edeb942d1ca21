import { Button, Group } from "@mantine/core";
import { save } from "../api/download";
import { useFocusOnMount } from "../app/useFocusOnMount";
import { useView } from "../app/ViewProvider";
import { number } from "../i18n/format";
import { Secrets } from "./Secrets";
import type { Applied, Draft } from "./types";
import { useIntakeTexts } from "./useIntakeTexts";

interface Props {
  draft: Draft;
  applied: Applied;
  rejected: Blob | null;
  next: () => void;
}

/** What became of the file, and where to look at it. */
export function Finished({ draft, applied, rejected, next }: Props) {
  const w = useIntakeTexts();
  const { openAdmin, openData } = useView();
  const heading = useFocusOnMount<HTMLHeadingElement>();
  const stored = applied.new + applied.changed;
  return (
    <section className="finished">
      <h3 ref={heading} tabIndex={-1}>
        <span aria-hidden="true">✓</span> {w.apply.done(number(stored))}
      </h3>
      <p>{w.apply.doneOf(number(applied.new), number(applied.changed), number(applied.same))}</p>
      {applied.samples_closed > 0 && <p>{w.apply.doneSamples(number(applied.samples_closed))}</p>}
      {applied.rejected > 0 && (
        <p className="warning">
          {w.apply.doneRejected(number(applied.rejected))}{" "}
          {rejected && (
            <Button variant="default" onClick={() => save(rejected, `${draft.list}-ditolak.csv`)}>
              {w.apply.rejected}
            </Button>
          )}
        </p>
      )}
      <Secrets secrets={applied.secrets} />
      <Group gap="sm">
        <Button onClick={() => openAdmin(null)}>{w.apply.toMap}</Button>
        {draft.list !== "devices" && draft.list !== "villages" && (
          <Button variant="default" onClick={() => openData(draft.list)}>
            {w.apply.toData}
          </Button>
        )}
        <Button variant="default" onClick={next}>
          {w.apply.next}
        </Button>
      </Group>
    </section>
  );
}
