/** Asking and changing weeks. */
import { ApiError } from "../api/client";
import type { Language } from "../i18n/texts";

interface Problem {
  type?: string;
  detail?: string;
  version?: number;
  current_version?: number;
  changed_by?: string | null;
  changed_at?: string | null;
  message_id?: string | null;
  message_en?: string | null;
  [more: string]: unknown;
}

/** Who was faster, and when. */
export interface Overtaken {
  by: string | null;
  at: string | null;
}

/** An answer that is no success, with all that the server says about it. */
export class WeekError extends ApiError {
  constructor(
    status: number,
    readonly problem: Problem,
  ) {
    super(status, problem.detail ?? null, (problem.type ?? "").replace(/^urn:siangsa:/, "") || null);
  }

  /** Another change came first. */
  get overtaken(): Overtaken | null {
    if (this.status !== 412) return null;
    return { by: this.problem.changed_by ?? null, at: this.problem.changed_at ?? null };
  }

  /** The server's own sentence in the language of the screen. */
  told(language: Language): string | null {
    const own = language === "en" ? this.problem.message_en : this.problem.message_id;
    return own ?? this.detail;
  }
}

/** Ask `/api/v1/<path>`; `version` is sent as If-Match; throws WeekError for what is no success. */
export async function ask<T>(
  method: string,
  path: string,
  content?: object,
  version?: number,
  signal?: AbortSignal,
): Promise<T> {
  const headers: Record<string, string> = {};
  const form = content instanceof FormData;
  if (content !== undefined && !form) headers["Content-Type"] = "application/json";
  if (version !== undefined) headers["If-Match"] = `"${version}"`;
  const init: RequestInit = { method, headers, credentials: "same-origin" };
  if (content !== undefined) init.body = form ? content : JSON.stringify(content);
  if (signal) init.signal = signal;
  const response = await fetch(`${window.location.origin}/api/v1/${path}`, init);
  const answer: unknown = response.status === 204 ? null : await response.json().catch(() => null);
  if (!response.ok) throw new WeekError(response.status, (answer ?? {}) as Problem);
  return answer as T;
}
