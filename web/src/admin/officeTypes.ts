/** What the office's own tabs are told by the API. */
import type { Readable } from "openapi-typescript-helpers";
import type * as schema from "../api/schema";
import type { Me } from "../api/types";

export type Role = Me["role"];
export type ScopeKind = Me["scope"]["kind"];
export type Account = Readable<schema.Account>;
/** An account with the password that is shown this once. */
export type Admitted = Readable<schema.NewPassword>;
export type Token = Readable<schema.Token>;
export type NewToken = Readable<schema.NewToken>;
export type SignInRow = Readable<schema.SignInRow>;
export type Outcome = SignInRow["outcome"];
export type Backups = Readable<schema.Backups>;
export type BackupRow = Readable<schema.Backup>;
