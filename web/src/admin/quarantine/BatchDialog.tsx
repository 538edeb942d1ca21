import { Textarea } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { number } from "../../i18n/format";
import { ActionDialog } from "../parts/ActionDialog";
import { devicesChanged } from "../queries";
import { useAdminTexts } from "../useAdminTexts";
import type { Batch } from "./BatchBar";
import { dismiss, retry } from "./batch";
import type { QuarantineAsked } from "./filter";

const SHORTEST_WHY = 3;

interface Props {
  batch: Batch;
  asked: QuarantineAsked;
  close: () => void;
  done: (words: string) => void;
}

export function BatchDialog({ batch, asked, close, done }: Props) {
  const { quarantine: q } = useAdminTexts();
  const queries = useQueryClient();
  const [why, setWhy] = useState("");
  const what = batch.ids ? q.nMessages(number(batch.ids.length)) : q.allMatching;
  const finish = (words: string) => {
    devicesChanged(queries);
    done(words);
  };
  if (batch.what === "retry") {
    return (
      <ActionDialog
        title={q.retryTitle(what)}
        submit={q.retry}
        run={() => retry(batch.ids, asked)}
        done={(n) => finish(q.asked(number(n)))}
        close={close}
      >
        <p>{q.retryWords}</p>
      </ActionDialog>
    );
  }
  return (
    <ActionDialog
      title={q.dismissTitle(what)}
      submit={q.dismiss}
      grave
      ready={why.trim().length >= SHORTEST_WHY}
      run={() => dismiss(batch.ids, asked, why.trim())}
      done={(n) => finish(q.dismissed(number(n)))}
      close={close}
    >
      <p>{q.dismissWords}</p>
      <Textarea
        label={q.dismissWhy}
        description={q.dismissHint}
        value={why}
        maxLength={300}
        rows={2}
        onChange={(event) => setWhy(event.currentTarget.value)}
        required
        withAsterisk={false}
      />
    </ActionDialog>
  );
}
