/** Requests that the generated client does not make: multipart uploads with their progress in one answer. */
import type { Outcome } from "./client";

const BASE = "/api/v1";

/** Send JSON or a form; the answer comes as the generated client would give it. */
export async function post<T>(path: string, content: unknown): Promise<Outcome<T>> {
  return send<T>("POST", path, content);
}

export async function send<T>(method: string, path: string, content?: unknown): Promise<Outcome<T>> {
  const form = content instanceof FormData;
  const response = await fetch(`${BASE}/${path}`, {
    method,
    credentials: "same-origin",
    headers: form || content === undefined ? {} : { "Content-Type": "application/json" },
    body: form ? content : content === undefined ? undefined : JSON.stringify(content),
  });
  const answer = response.status === 204 ? undefined : await response.json().catch(() => undefined);
  return response.ok ? { data: answer as T, response } : { error: answer, response };
}
