/** Asking and changing records. All lists speak alike, so their paths are put together here. */
import { ApiError } from "../api/client";
import type { FieldError, HistoryItem, ListName, RecordPage, RecordRow } from "./types";

/** An answer that is no success, with what the server says beyond one sentence. */
export class RecordError extends ApiError {
  constructor(
    status: number,
    readonly problem: Problem,
  ) {
    super(status, problem.detail ?? null, codeOf(problem.type));
  }

  /** Another change came first: the record as it is now. */
  get overtaken(): Overtaken | null {
    const { current, changed_by, changed_at } = this.problem;
    if (this.status !== 412 || !current) return null;
    return { current, by: changed_by ?? null, at: changed_at ?? null };
  }
}

interface Problem {
  type?: string;
  detail?: string;
  errors?: FieldError[];
  message_id?: string | null;
  message_en?: string | null;
  current?: RecordRow;
  changed_by?: string | null;
  changed_at?: string | null;
}

export interface Overtaken {
  current: RecordRow;
  by: string | null;
  at: string | null;
}

const codeOf = (type: unknown) => (typeof type === "string" ? type.replace(/^urn:siangsa:/, "") : null);

export interface Asked {
  q: string;
  state: "open" | "closed" | "all";
  sample: boolean | null;
}

const PAGE = 100;

export function listRecords(list: ListName, asked: Asked, after: RecordPage["next"]): Promise<RecordPage> {
  const query = new URLSearchParams({ state: asked.state, limit: String(PAGE) });
  if (asked.q.trim()) query.set("q", asked.q.trim());
  if (asked.sample !== null) query.set("sample", String(asked.sample));
  if (after !== null) query.set("after", String(after));
  return ask<RecordPage>("GET", `${list}?${query}`);
}

export const getRecord = (list: ListName, key: string) => ask<RecordRow>("GET", path(list, key));

export const historyOf = (list: ListName, key: string) =>
  ask<{ items: HistoryItem[] }>("GET", `${path(list, key)}/history`);

export const createRecord = (list: ListName, body: object) => ask<RecordRow>("POST", list, body);

export const changeRecord = (list: ListName, key: string, version: number, body: object) =>
  ask<RecordRow>("PATCH", path(list, key), body, version);

/** What is done to a record by a word of its own: closing, assigning, an absence. */
export const actOn = (list: ListName, key: string, act: string, body: object, version?: number) =>
  ask<RecordRow>("POST", `${path(list, key)}/${act}`, body, version);

const path = (list: ListName, key: string) => `${list}/${encodeURIComponent(key)}`;

async function ask<T>(method: string, place: string, body?: object, version?: number): Promise<T> {
  const headers: Record<string, string> = {};
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (version !== undefined) headers["If-Match"] = `"${version}"`;
  const init: RequestInit = { method, headers, credentials: "same-origin" };
  if (body !== undefined) init.body = JSON.stringify(body);
  const response = await fetch(`${window.location.origin}/api/v1/records/${place}`, init);
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new RecordError(response.status, (answer ?? {}) as Problem);
  return answer as T;
}
