import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useDay } from "../app/DayProvider";
import { useFocusOnMount } from "../app/useFocusOnMount";
import { useLanguage } from "../i18n/LanguageProvider";
import { failureWords } from "./failure";
import { mishapsChanged } from "./queries";

interface Props {
  /** On the button that opens the question. */
  label: string;
  question: string;
  yes: string;
  run: () => Promise<unknown>;
}

/** A button that asks once more before it ends what was recorded. */
export function AskTwice(props: Props) {
  const [asking, setAsking] = useState(false);
  if (asking) return <Question {...props} quiet={() => setAsking(false)} />;
  return (
    <Button size="compact-md" variant="default" onClick={() => setAsking(true)}>
      {props.label}
    </Button>
  );
}

function Question({ question, yes, run, quiet }: Props & { quiet: () => void }) {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const { day } = useDay();
  const button = useFocusOnMount<HTMLButtonElement>();
  const end = useMutation({
    mutationFn: run,
    onSuccess: quiet,
    onSettled: () => mishapsChanged(queries, day),
  });
  return (
    <div className="ask-twice">
      <p>{question}</p>
      {end.isError && (
        <p className="draw-wrong" role="alert">
          {failureWords(end.error, t)}
        </p>
      )}
      <div className="closure-actions">
        <Button ref={button} size="compact-md" loading={end.isPending} onClick={() => end.mutate()}>
          {yes}
        </Button>
        <Button size="compact-md" variant="default" onClick={quiet}>
          {t.replan.form.cancel}
        </Button>
      </div>
    </div>
  );
}
