/** Changes that were begun and not saved yet. They outlive the form, so that no way of leaving it loses them. */
import { useSyncExternalStore } from "react";
import type { Form } from "./fields";
import { type ListName, NEW, type RecordRow } from "./types";

export interface Draft {
  list: ListName;
  key: string;
  /** How the record is called, to speak of it elsewhere. */
  name: string;
  /** The record as it was when the change began; null for one that is being made. */
  base: RecordRow | null;
  touched: Form;
}

const drafts = new Map<string, Draft>();
const listeners = new Set<() => void>();
let shown: readonly Draft[] = [];

/** Drafts belong to who typed them: the next person at this screen neither sees nor saves them. */
let owner: string | null = null;

export function draftsOf(username: string): void {
  if (owner !== null && owner !== username) drafts.clear();
  owner = username;
  publish();
}

const idOf = (list: ListName, key: string) => `${list}/${key}`;

export function keepDraft(draft: Draft): void {
  drafts.set(idOf(draft.list, draft.key), draft);
  publish();
}

export function dropDraft(list: ListName, key: string): void {
  if (drafts.delete(idOf(list, key))) publish();
}

export function draftOf(list: ListName, key: string): Draft | null {
  return drafts.get(idOf(list, key)) ?? null;
}

/** All changes that wait to be saved. */
export function useDrafts(): readonly Draft[] {
  return useSyncExternalStore(subscribe, () => shown);
}

export function useDraft(list: ListName, key: string): Draft | null {
  return useDrafts().find((draft) => draft.list === list && draft.key === key) ?? null;
}

export const isNew = (key: string) => key === NEW;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function publish(): void {
  shown = [...drafts.values()];
  for (const listener of listeners) listener();
  guardLeaving();
}

/** The browser asks before a page with unsaved changes is closed or loaded anew, wherever one is in it. */
function guardLeaving(): void {
  if (typeof window === "undefined") return;
  window.removeEventListener("beforeunload", ask);
  if (shown.length > 0) window.addEventListener("beforeunload", ask);
}

function ask(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
