import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { client, done } from "../../api/client";
import { useLanguage } from "../../i18n/LanguageProvider";
import { wibMoment } from "../../time/wib";
import type { Token } from "../officeTypes";
import { wordsOf } from "../problem";
import { useAdminTexts } from "../useAdminTexts";
import { useOfficeTexts } from "../useOfficeTexts";

interface Props {
  token: Token;
  revoked: (name: string) => void;
}

/** One token; it is revoked by a second press, as it cannot be brought back. */
export function TokenRow({ token, revoked }: Props) {
  const a = useAdminTexts();
  const { tokens: w } = useOfficeTexts();
  const [sure, setSure] = useState(false);
  const revoke = useMutation({
    mutationFn: () =>
      done(client.DELETE("/api/v1/tokens/{token_id}", { params: { path: { token_id: token.id } } })),
    onSuccess: () => revoked(token.name),
  });
  const press = () => (sure ? revoke.mutate() : setSure(true));
  return (
    <li className="token" data-token={token.name}>
      <div>
        <strong>{token.name}</strong>
        <TokenState token={token} />
        {revoke.isError && <p className="failure">{wordsOf(revoke.error, a)}</p>}
      </div>
      {!token.revoked && (
        <Button
          size="compact-sm"
          variant={sure ? "filled" : "default"}
          color={sure ? "red.9" : undefined}
          aria-label={sure ? undefined : w.revokeOf(token.name)}
          loading={revoke.isPending}
          onClick={press}
        >
          {sure ? w.sure : w.revoke}
        </Button>
      )}
    </li>
  );
}

function TokenState({ token }: { token: Token }) {
  const { t, language } = useLanguage();
  const { tokens: w } = useOfficeTexts();
  const ends = token.expires_at;
  // Tokens live by the real clock, whatever the demo's says.
  const over = ends !== null && Date.parse(ends) < Date.now();
  const words = [
    token.revoked ? w.revoked : over && w.expired,
    token.role && t.role[token.role],
    ends === null ? w.never : w.until(wibMoment(ends, language)),
    token.last_used_at ? w.used(wibMoment(token.last_used_at, language)) : w.unused,
  ];
  return <span className="record-sub">{words.filter(Boolean).join(" · ")}</span>;
}
