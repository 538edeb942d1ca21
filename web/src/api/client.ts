import createClient from "openapi-fetch";
import type { paths } from "./schema";

/** An answer of the API that is not a success, with the sentence that the server gave (RFC 9457). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly detail: string | null,
    /** The stable code of the problem, such as "no-device-url". */
    readonly code: string | null = null,
  ) {
    super(detail ?? `HTTP ${status}`);
  }
}

export const client = createClient<paths>({ baseUrl: window.location.origin, credentials: "same-origin" });

export interface Outcome<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of a successful answer; throws ApiError for any other, TypeError without a connection. */
export async function body<T>(call: Promise<Outcome<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok || data === undefined) throw refusal(response, error);
  return data;
}

/** As `body`, for answers without content. */
export async function done(call: Promise<Outcome<unknown>>): Promise<void> {
  const { error, response } = await call;
  if (!response.ok) throw refusal(response, error);
}

export function isUnauthorized(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401;
}

/** The error for an answer that is not a success; `problem` is its body. */
export function refusal(response: Response, problem: unknown): ApiError {
  const type = (problem as { type?: unknown } | null)?.type;
  const code = typeof type === "string" ? type.replace(/^urn:siangsa:/, "") : null;
  return new ApiError(response.status, detailOf(problem), code);
}

function detailOf(problem: unknown): string | null {
  if (typeof problem !== "object" || problem === null || !("detail" in problem)) return null;
  return typeof problem.detail === "string" ? problem.detail : null;
}
