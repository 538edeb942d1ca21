import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { body, client, done } from "../../api/client";
import { useLanguage } from "../../i18n/LanguageProvider";
import type { Account, Admitted, Role } from "../officeTypes";
import { ActionDialog } from "../parts/ActionDialog";
import { useOfficeTexts } from "../useOfficeTexts";
import { changesOf, type Draft, draftOf, EMPTY, hasScope, nameFault, ROLES, scopeOf } from "./draft";
import { ScopeChoice } from "./ScopeChoice";

interface AddProps {
  accounts: readonly Account[];
  close: () => void;
  made: (admitted: Admitted) => void;
}

/** A new account; its password is made by the server and shown once. */
export function AddAccount({ accounts, close, made }: AddProps) {
  const { accounts: w } = useOfficeTexts();
  const [draft, setDraft] = useState(EMPTY);
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const fault = nameFault(draft.username, accounts);
  const asked = { username: draft.username, role: draft.role, scope: scopeOf(draft) };
  return (
    <ActionDialog
      title={w.addTitle}
      submit={w.create}
      ready={fault === null && hasScope(draft)}
      run={() => body(client.POST("/api/v1/accounts", { body: asked }))}
      done={made}
      close={close}
    >
      <TextInput
        label={w.username}
        description={w.usernameHint}
        error={draft.username !== "" && fault && { bad: w.usernameBad, taken: w.usernameTaken }[fault]}
        value={draft.username}
        maxLength={64}
        autoCapitalize="none"
        autoComplete="off"
        data-autofocus
        onChange={(event) => change({ username: event.currentTarget.value.trim() })}
      />
      <RoleChoice role={draft.role} setRole={(role) => change({ role })} />
      <ScopeChoice draft={draft} change={change} />
    </ActionDialog>
  );
}

interface EditProps {
  account: Account;
  close: () => void;
  saved: () => void;
}

export function EditAccount({ account, close, saved }: EditProps) {
  const { accounts: w } = useOfficeTexts();
  const [draft, setDraft] = useState(() => draftOf(account));
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const changes = changesOf(account, draft);
  return (
    <ActionDialog
      title={w.editTitle(account.username)}
      submit={w.save}
      ready={Object.keys(changes).length > 0 && hasScope(draft)}
      run={() =>
        done(
          client.PATCH("/api/v1/accounts/{account_id}", {
            params: { path: { account_id: account.id } },
            body: changes,
          }),
        )
      }
      done={saved}
      close={close}
    >
      <RoleChoice role={draft.role} setRole={(role) => change({ role })} />
      <ScopeChoice draft={draft} change={change} />
    </ActionDialog>
  );
}

function RoleChoice({ role, setRole }: { role: Role; setRole: (role: Role) => void }) {
  const { t } = useLanguage();
  const { accounts: w } = useOfficeTexts();
  return (
    <NativeSelect
      label={w.role}
      description={w.roleHint[role]}
      value={role}
      onChange={(event) => setRole(event.currentTarget.value as Role)}
      data={ROLES.map((value) => ({ value, label: t.role[value] }))}
    />
  );
}
