/** An account as it is being typed, and what the API is asked for. */
import type { Account, Role, ScopeKind } from "../officeTypes";

export interface Draft {
  username: string;
  role: Role;
  kind: ScopeKind;
  values: string[];
}

/** Roles that can be given; the driver's is reserved. */
export const ROLES: readonly Role[] = ["viewer", "dispatcher", "planner", "admin"];

export const EMPTY: Draft = { username: "", role: "dispatcher", kind: "all", values: [] };

const USERNAME = /^[A-Za-z0-9][A-Za-z0-9._-]{1,63}$/;

export function draftOf(account: Account): Draft {
  const { kind, values } = account.scope;
  return { username: account.username, role: account.role, kind, values: [...values] };
}

export function nameFault(username: string, taken: readonly Account[]): "bad" | "taken" | null {
  if (!USERNAME.test(username)) return "bad";
  return taken.some((account) => account.username === username) ? "taken" : null;
}

/** Whether the area is something: certain kecamatan or vehicles need at least one. */
export const hasScope = (draft: Draft) => draft.kind === "all" || draft.values.length > 0;

export function scopeOf(draft: Draft): Account["scope"] {
  return { kind: draft.kind, values: draft.kind === "all" ? [] : [...draft.values].sort() };
}

/** What was changed of an account; the API keeps what is not named. */
export function changesOf(account: Account, draft: Draft): Partial<Pick<Account, "role" | "scope">> {
  const scope = scopeOf(draft);
  const before = scopeOf(draftOf(account));
  return {
    ...(draft.role === account.role ? {} : { role: draft.role }),
    ...(JSON.stringify(scope) === JSON.stringify(before) ? {} : { scope }),
  };
}
