import { Button, Group, PasswordInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiError, body, client } from "../api/client";
import { sessionQuery } from "../api/queries";
import { useLanguage } from "../i18n/LanguageProvider";
import type { Texts } from "../i18n/texts";
import { faultOf, LEAST_LETTERS } from "./newPassword";

const EMPTY = { old: "", fresh: "", again: "" };

interface Props {
  /** What the present password is called: it may be one that was handed over. */
  oldLabel: string;
  changed: () => void;
  cancel?: () => void;
}

/** Asks for the present password and twice for another; this session goes on, all others end. */
export function PasswordForm({ oldLabel, changed, cancel }: Props) {
  const { t } = useLanguage();
  const p = t.shell.password;
  const queries = useQueryClient();
  const [typed, setTyped] = useState(EMPTY);
  const change = useMutation({
    mutationFn: () =>
      body(client.POST("/api/v1/session/password", { body: { old: typed.old, new: typed.fresh } })),
    onSuccess: (me) => {
      queries.setQueryData(sessionQuery.queryKey, me);
      changed();
    },
  });
  const fault = faultOf(typed);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fault === null && !change.isPending) change.mutate();
  };
  const field = { typed, set: setTyped };
  return (
    <form className="dialog" onSubmit={submit}>
      <Field name="old" label={oldLabel} {...field} />
      <Field name="fresh" label={p.new} hint={p.hint(LEAST_LETTERS)} {...field} />
      <Field name="again" label={p.again} error={fault ? wordsOfFault(fault, t) : undefined} {...field} />
      {change.isError && (
        <p className="failure" role="alert">
          {wordsOf(change.error, t)}
        </p>
      )}
      <Group justify="flex-end" gap="sm">
        {cancel && (
          <Button variant="default" onClick={cancel}>
            {p.cancel}
          </Button>
        )}
        <Button type="submit" disabled={fault !== null} loading={change.isPending}>
          {p.submit}
        </Button>
      </Group>
    </form>
  );
}

interface FieldProps {
  name: keyof typeof EMPTY;
  label: string;
  hint?: string;
  error?: string;
  typed: typeof EMPTY;
  set: (typed: typeof EMPTY) => void;
}

function Field({ name, label, hint, error, typed, set }: FieldProps) {
  const { t } = useLanguage();
  return (
    <PasswordInput
      label={label}
      description={hint}
      error={error}
      name={name}
      autoComplete={name === "old" ? "current-password" : "new-password"}
      visibilityToggleButtonProps={{ "aria-label": t.shell.password.show }}
      value={typed[name]}
      maxLength={256}
      onChange={(event) => set({ ...typed, [name]: event.currentTarget.value })}
    />
  );
}

function wordsOfFault(fault: NonNullable<ReturnType<typeof faultOf>>, t: Texts): string | undefined {
  const p = t.shell.password;
  if (fault === "empty") return undefined;
  return fault === "short" ? p.short(LEAST_LETTERS) : p[fault];
}

function wordsOf(error: Error, t: Texts): string {
  const p = t.shell.password;
  if (!(error instanceof ApiError) || error.status >= 500) return p.failed;
  if (error.status === 429) return p.tooMany;
  return error.status === 422 ? p.refused : p.wrong;
}
