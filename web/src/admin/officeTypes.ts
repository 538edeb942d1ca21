/** What the office's own tabs are told by the API. */
import type { Me } from "../api/types";

export type Role = Me["role"];
export type ScopeKind = Me["scope"]["kind"];

export interface Account {
  id: number;
  username: string;
  role: Role;
  scope: { kind: ScopeKind; values: string[] };
  disabled: boolean;
  created_at: string;
  /** Its password is a one-time one. */
  must_change: boolean;
  last_sign_in_at: string | null;
}

/** An account with the password that is shown this once. */
export interface Admitted {
  account: Account;
  password: string;
}

export interface Token {
  id: number;
  account_id: number;
  name: string;
  role: Role | null;
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
  revoked: boolean;
}

export interface NewToken extends Token {
  secret: string;
}

export type Outcome = "ok" | "wrong" | "disabled";

export interface SignInRow {
  id: number;
  at: string;
  username: string;
  address: string;
  program: string;
  outcome: Outcome;
}

export interface BackupRow {
  id: number;
  kind: string;
  began_at: string;
  ended_at: string | null;
  file: string | null;
  size_bytes: number | null;
  digest: string | null;
  error: string | null;
}
