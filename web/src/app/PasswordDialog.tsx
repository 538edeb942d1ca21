import { Button, Group, Modal, PasswordInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiError, done } from "../api/client";
import { post } from "../api/plain";
import { useLanguage } from "../i18n/LanguageProvider";
import type { Texts } from "../i18n/texts";
import { faultOf, LEAST_LETTERS } from "./newPassword";

const EMPTY = { old: "", fresh: "", again: "" };

/** Changes the password of whoever is signed in; the present one is asked for again. */
export function PasswordDialog({ close }: { close: () => void }) {
  const { t } = useLanguage();
  const p = t.shell.password;
  const [typed, setTyped] = useState(EMPTY);
  const change = useMutation({
    mutationFn: () => done(post("session/password", { old: typed.old, new: typed.fresh })),
  });
  const fault = faultOf(typed);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fault === null && !change.isPending) change.mutate();
  };
  return (
    <Modal
      opened
      onClose={close}
      title={p.title}
      centered
      closeButtonProps={{ "aria-label": p.close }}
      classNames={{ title: "dialog-title" }}
    >
      {change.isSuccess ? (
        <div className="dialog">
          <p role="status">{p.changed}</p>
          <Button onClick={close}>{p.close}</Button>
        </div>
      ) : (
        <form className="dialog" onSubmit={submit}>
          <Field name="old" label={p.old} typed={typed} set={setTyped} />
          <Field name="fresh" label={p.new} hint={p.hint(LEAST_LETTERS)} typed={typed} set={setTyped} />
          <Field
            name="again"
            label={p.again}
            typed={typed}
            set={setTyped}
            error={fault ? wordsOfFault(fault, t) : undefined}
          />
          {change.isError && (
            <p className="failure" role="alert">
              {wordsOf(change.error, t)}
            </p>
          )}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close}>
              {p.cancel}
            </Button>
            <Button type="submit" disabled={fault !== null} loading={change.isPending}>
              {p.submit}
            </Button>
          </Group>
        </form>
      )}
    </Modal>
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
