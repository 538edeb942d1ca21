import { Popover, UnstyledButton } from "@mantine/core";
import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { client, done } from "../api/client";
import { sessionQuery } from "../api/queries";
import type { Me } from "../api/types";
import { useLanguage } from "../i18n/LanguageProvider";
import { areasOf, useArea } from "./areas";
import { noteLeaving } from "./leaving";
import { PasswordDialog } from "./PasswordDialog";
import { usePlanRequest } from "./PlanRequest";
import { mayOpenOffice, mayPlan } from "./roles";
import { useView } from "./ViewProvider";

/** Who is signed in, and what this account may do from here. */
export function AccountMenu({ me }: { me: Me }) {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const plan = usePlanRequest();
  const { openAdmin } = useView();
  const { area, open: openArea } = useArea();
  const [changing, setChanging] = useState(false);
  const [open, setOpen] = useState(false);
  const signOut = useMutation({
    mutationFn: () => done(client.DELETE("/api/v1/session")),
    onSuccess: () => forget(queries),
  });
  const go = (act: () => void) => () => {
    setOpen(false);
    act();
  };
  return (
    <>
      <Popover opened={open} onChange={setOpen} position="bottom-end" shadow="md" trapFocus returnFocus>
        <Popover.Target>
          <UnstyledButton
            className="account"
            aria-label={t.account(me.username)}
            onClick={() => setOpen((before) => !before)}
          >
            <Person />
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown className="menu">
          <p className="menu-name">
            {me.username} · {t.role[me.role]}
          </p>
          {mayPlan(me) && (
            <UnstyledButton className="menu-item" onClick={go(plan.request)} disabled={plan.busy}>
              {t.plan.request}
            </UnstyledButton>
          )}
          {areasOf(me).map((name) => (
            <UnstyledButton
              key={name}
              className="menu-item menu-area"
              aria-current={name === area ? "page" : undefined}
              onClick={go(() => openArea(name))}
            >
              {t.shell.areas[name]}
            </UnstyledButton>
          ))}
          {mayOpenOffice(me) && (
            <UnstyledButton className="menu-item" onClick={go(() => openAdmin("exports"))}>
              {t.shell.menu.download}
            </UnstyledButton>
          )}
          <UnstyledButton className="menu-item" onClick={go(() => setChanging(true))}>
            {t.shell.menu.password}
          </UnstyledButton>
          <UnstyledButton className="menu-item" onClick={() => signOut.mutate()}>
            {t.signOut}
          </UnstyledButton>
        </Popover.Dropdown>
      </Popover>
      {changing && <PasswordDialog close={() => setChanging(false)} />}
    </>
  );
}

/** Show the sign-in, and keep nothing of what the account has seen. */
function forget(queries: QueryClient): void {
  noteLeaving(true);
  queries.setQueryData(sessionQuery.queryKey, null);
  queries.removeQueries({ predicate: (query) => query.queryKey[0] !== sessionQuery.queryKey[0] });
}

function Person() {
  return (
    <svg width="18" height="18" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true" focusable="false">
      <circle cx="12" cy="8" r="4.4" />
      <path d="M3.5 21c.6-5 4-7.4 8.5-7.4s7.9 2.4 8.5 7.4Z" />
    </svg>
  );
}
