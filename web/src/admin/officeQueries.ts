/** What the office's own tabs ask; only while they are open. */
import { type QueryClient, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { body, client } from "../api/client";
import { send } from "../api/plain";
import type { Account, BackupRow, Outcome, SignInRow, Token } from "./officeTypes";

const PAGE = 50;
const LIST_MS = 60_000;

export const get = <T>(path: string) => body(send<T>("GET", path));

export const useAccounts = () =>
  useQuery({ queryKey: ["accounts"], queryFn: () => get<Account[]>("accounts") });

export const useTokens = (accountId: number) =>
  useQuery({
    queryKey: ["tokens", accountId],
    queryFn: () => get<Token[]>(`accounts/${accountId}/tokens`),
  });

export interface SignInsAsked {
  username: string;
  outcome: Outcome | null;
}

export const useSignIns = (asked: SignInsAsked) =>
  useInfiniteQuery({
    queryKey: ["sign-ins", asked],
    initialPageParam: null as number | null,
    queryFn: ({ pageParam }) =>
      get<{ items: SignInRow[]; next_before: number | null }>(
        `sign-ins?${words({ ...asked, before: pageParam, limit: PAGE })}`,
      ),
    getNextPageParam: (last) => last.next_before,
    placeholderData: (before) => before,
  });

export const useBackups = (wanted: boolean) =>
  useQuery({
    queryKey: ["backups"],
    enabled: wanted,
    queryFn: () => get<BackupRow[]>("backups"),
    refetchInterval: LIST_MS,
  });

export interface AuditAsked {
  account: string;
  entity: string;
}

export const useAudit = (asked: AuditAsked) =>
  useInfiniteQuery({
    queryKey: ["audit", asked],
    initialPageParam: null as number | null,
    queryFn: ({ pageParam }) =>
      body(
        client.GET("/api/v1/audit", {
          params: {
            query: {
              account: asked.account.trim() || null,
              entity: asked.entity || null,
              before: pageParam,
              limit: PAGE,
            },
          },
        }),
      ),
    getNextPageParam: (last) => last.next_before,
    placeholderData: (before) => before,
  });

export function accountsChanged(queries: QueryClient): void {
  for (const key of ["accounts", "tokens", "audit"]) void queries.invalidateQueries({ queryKey: [key] });
}

function words(asked: Record<string, string | number | null>): string {
  const given = Object.entries(asked).filter(([, value]) => value !== null && value !== "");
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}
