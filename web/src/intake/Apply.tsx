import { Button, Checkbox, Group } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { fetched } from "../api/download";
import { number } from "../i18n/format";
import { Failure } from "./Failure";
import { goodRows } from "./faults";
import { Rejected } from "./Rejected";
import { apply, rejectedPath } from "./requests";
import type { Draft, Stored } from "./types";
import { useIntakeTexts } from "./useIntakeTexts";

interface Props {
  draft: Draft;
  /** What is on screen is not what was checked. */
  blocked: boolean;
  applied: (stored: Stored) => void;
}

/** All rows or none; or, said expressly, the good rows without the bad ones. */
export function Apply({ draft, blocked, applied }: Props) {
  const w = useIntakeTexts();
  const queries = useQueryClient();
  const [samples, setSamples] = useState(false);
  const [good, bad] = [goodRows(draft), draft.bad_rows];
  const faulty = draft.faults_total > 0;
  const store = useMutation({
    mutationFn: async (): Promise<Stored> => {
      // The server forgets the file once it is applied; what it refuses is fetched before.
      const rejected = faulty ? await fetched(rejectedPath(draft)) : null;
      return { applied: await apply(draft, faulty, samples), rejected };
    },
    onSuccess: (answer) => {
      // Points, vehicles, devices, figures: anything may have changed.
      void queries.invalidateQueries();
      applied(answer);
    },
  });
  const still = good === 0 && draft.difference.same > 0 && !samples;
  return (
    <section className="apply" aria-labelledby="apply-title">
      <h3 id="apply-title">{w.apply.title}</h3>
      <p className="muted">{wordsOf(w, faulty, good, still)}</p>
      <Checkbox
        label={w.apply.samples}
        description={w.apply.samplesHint}
        checked={samples}
        onChange={(event) => setSamples(event.currentTarget.checked)}
      />
      <Group gap="sm">
        <Button
          disabled={blocked || still || (good === 0 && draft.difference.same === 0)}
          loading={store.isPending}
          onClick={() => store.mutate()}
        >
          {faulty ? w.apply.good(number(good), number(bad)) : w.apply.all(number(good))}
        </Button>
        {faulty && <Rejected draft={draft} />}
      </Group>
      {store.isError && <Failure error={store.error} />}
    </section>
  );
}

type Words = ReturnType<typeof useIntakeTexts>;

function wordsOf({ apply: w }: Words, faulty: boolean, good: number, still: boolean): string {
  if (still) return w.nothing;
  if (!faulty) return w.sure;
  return good === 0 ? w.noGood : w.allOrNone;
}
