/** What the office's own tabs ask; only while they are open. */
import { type QueryClient, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { body, client } from "../api/client";
import type { Outcome } from "./officeTypes";

const PAGE = 50;
const LIST_MS = 60_000;

export const useAccounts = () =>
  useQuery({ queryKey: ["accounts"], queryFn: () => body(client.GET("/api/v1/accounts")) });

export const useTokens = (accountId: number) =>
  useQuery({
    queryKey: ["tokens", accountId],
    queryFn: () =>
      body(
        client.GET("/api/v1/accounts/{account_id}/tokens", { params: { path: { account_id: accountId } } }),
      ),
  });

export interface SignInsAsked {
  username: string;
  outcome: Outcome | null;
}

export const useSignIns = ({ username, outcome }: SignInsAsked) =>
  useInfiniteQuery({
    queryKey: ["sign-ins", username, outcome],
    initialPageParam: null as number | null,
    queryFn: ({ pageParam }) =>
      body(
        client.GET("/api/v1/sign-ins", {
          params: { query: { username: username || null, outcome, before: pageParam, limit: PAGE } },
        }),
      ),
    getNextPageParam: (last) => last.next_before,
    placeholderData: (before) => before,
  });

export const useBackups = (wanted: boolean) =>
  useQuery({
    queryKey: ["backups"],
    enabled: wanted,
    queryFn: () => body(client.GET("/api/v1/backups")),
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
