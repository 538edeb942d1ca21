import { Button, TextInput } from "@mantine/core";
import type { UseMutationResult } from "@tanstack/react-query";
import type { FormEvent, ReactNode } from "react";
import { useFocusOnMount } from "../app/useFocusOnMount";
import { useRights } from "../app/useRights";
import { useLanguage } from "../i18n/LanguageProvider";
import { Choice } from "../roads/Choice";
import { failureWords } from "./failure";
import { needsWords, type Reason, type ReasonWords } from "./reasons";

interface Words {
  why: string;
  reasons: ReasonWords;
  detail: string;
  detailOther: string;
  recordAndReplan: string;
  recordOnly: string;
}

interface Props<T> {
  label: string;
  words: Words;
  reason: Reason;
  setReason: (reason: Reason) => void;
  ready: boolean;
  recording: UseMutationResult<T, Error, boolean>;
  cancel: () => void;
  children?: ReactNode;
}

/** Why something went wrong, what else must be said, and whether a re-plan follows at once. */
export function RecordForm<T>({
  label,
  words,
  reason,
  setReason,
  ready,
  recording,
  cancel,
  children,
}: Props<T>) {
  const { t } = useLanguage();
  const { replan } = useRights();
  const form = useFocusOnMount<HTMLFormElement>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !recording.isPending) recording.mutate(replan);
  };
  return (
    <form className="closure-form record-form" onSubmit={submit} ref={form} tabIndex={-1} aria-label={label}>
      <h3>{label}</h3>
      <ReasonFields words={words} reason={reason} setReason={setReason} />
      {children}
      {recording.isError && (
        <p className="draw-wrong" role="alert">
          {failureWords(recording.error, t)}
        </p>
      )}
      <div className="closure-actions">
        <Button type="submit" loading={recording.isPending} disabled={!ready}>
          {replan ? words.recordAndReplan : words.recordOnly}
        </Button>
        {replan && (
          <Button
            variant="default"
            disabled={!ready || recording.isPending}
            onClick={() => recording.mutate(false)}
          >
            {words.recordOnly}
          </Button>
        )}
        <Button variant="subtle" onClick={cancel}>
          {t.replan.form.cancel}
        </Button>
      </div>
    </form>
  );
}

function ReasonFields({ words, reason, setReason }: Pick<Props<unknown>, "words" | "reason" | "setReason">) {
  const own = needsWords(reason);
  return (
    <>
      <Choice
        label={words.why}
        value={reason.code}
        choose={(code) => setReason({ ...reason, code })}
        options={Object.entries(words.reasons).map(([value, label]) => ({ value, label }))}
      />
      <TextInput
        label={own ? words.detailOther : words.detail}
        value={reason.detail}
        maxLength={200}
        required={own}
        withAsterisk={false}
        onChange={(event) => setReason({ ...reason, detail: event.currentTarget.value })}
      />
    </>
  );
}
