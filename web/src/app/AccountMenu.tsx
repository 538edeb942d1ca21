import { Menu, UnstyledButton } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { client, done } from "../api/client";
import { sessionQuery } from "../api/queries";
import type { Me } from "../api/types";
import { useLanguage } from "../i18n/LanguageProvider";
import { usePlanRequest } from "./PlanRequest";

function Person() {
  return (
    <svg width="18" height="18" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true" focusable="false">
      <circle cx="12" cy="8" r="4.4" />
      <path d="M3.5 21c.6-5 4-7.4 8.5-7.4s7.9 2.4 8.5 7.4Z" />
    </svg>
  );
}

const MAY_PLAN: ReadonlySet<Me["role"]> = new Set(["planner", "admin"]);

export function AccountMenu({ me }: { me: Me }) {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const plan = usePlanRequest();
  const signOut = useMutation({
    mutationFn: () => done(client.DELETE("/api/v1/session")),
    onSuccess: () => {
      queries.clear();
      queries.setQueryData(sessionQuery.queryKey, null);
    },
  });
  return (
    <>
      <Menu position="bottom-end" shadow="md" withinPortal>
        <Menu.Target>
          <UnstyledButton className="account" aria-label={t.account(me.username)}>
            <Person />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {me.username} · {t.role[me.role]}
          </Menu.Label>
          {MAY_PLAN.has(me.role) && (
            <Menu.Item onClick={plan.request} disabled={plan.busy}>
              {t.plan.request}
            </Menu.Item>
          )}
          <Menu.Item onClick={() => signOut.mutate()}>{t.signOut}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {plan.notice}
    </>
  );
}
