import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { body, client } from "../../api/client";
import { useLanguage } from "../../i18n/LanguageProvider";
import type { Account, NewToken, Role } from "../officeTypes";
import { wordsOf } from "../problem";
import { useAdminTexts } from "../useAdminTexts";
import { useOfficeTexts } from "../useOfficeTexts";
import { ROLES } from "./draft";

/** How long a token can be made to last, in days. */
const LASTING = ["7", "30", "90", "365"] as const;
type Lasting = (typeof LASTING)[number];

interface Props {
  account: Account;
  made: (token: NewToken) => void;
}

/** A token for a program: what for, how much it may, how long. */
export function TokenForm({ account, made }: Props) {
  const { t } = useLanguage();
  const a = useAdminTexts();
  const { tokens: w } = useOfficeTexts();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [lasting, setLasting] = useState<Lasting>("365");
  const make = useMutation({
    mutationFn: () => {
      const asked = { name: name.trim(), role, days: Number(lasting) };
      const path = { account_id: account.id };
      return body(client.POST("/api/v1/accounts/{account_id}/tokens", { params: { path }, body: asked }));
    },
    onSuccess: made,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  const offered = ROLES.slice(0, ROLES.indexOf(account.role) + 1);
  return (
    <form className="token-form" onSubmit={submit}>
      <TextInput
        label={w.name}
        placeholder={w.nameHint}
        value={name}
        maxLength={64}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label={w.role}
        value={role}
        onChange={(event) => setRole(event.currentTarget.value as Role)}
        data={offered.map((value) => ({ value, label: t.role[value] }))}
      />
      <NativeSelect
        label={w.expires}
        value={lasting}
        onChange={(event) => setLasting(event.currentTarget.value as Lasting)}
        data={LASTING.map((value) => ({ value, label: value === "365" ? w.year : w.days(value) }))}
      />
      <Button type="submit" disabled={name.trim() === ""} loading={make.isPending}>
        {w.make}
      </Button>
      {make.isError && (
        <p className="failure" role="alert">
          {wordsOf(make.error, a)}
        </p>
      )}
    </form>
  );
}
