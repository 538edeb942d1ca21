/** Reading again and dismissing, for some rows or for all that match. */
import { body, client } from "../../api/client";
import { type QuarantineAsked, queryOf } from "./filter";

const PAGE = 200;
/** What one request to dismiss may name. */
const AT_ONCE = 1000;
const ROUNDS = 50;

export async function retry(ids: readonly number[] | null, asked: QuarantineAsked): Promise<number> {
  const which = ids ? { ids: [...ids] } : { filter: queryOf(asked) };
  return (await body(client.POST("/api/v1/quarantine/retry", { body: which }))).asked;
}

/** Dismiss rows; for all that match, portion by portion until none is left. Returns how many. */
export async function dismiss(
  ids: readonly number[] | null,
  asked: QuarantineAsked,
  why: string,
): Promise<number> {
  if (ids) return dismissThese(ids, why);
  let sum = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const portion = await openIds(asked);
    if (portion.length === 0) break;
    const gone = await dismissThese(portion, why);
    sum += gone;
    // Somebody else closed them meanwhile: asking on would turn in a circle.
    if (gone === 0) break;
  }
  return sum;
}

async function dismissThese(ids: readonly number[], why: string): Promise<number> {
  return (await body(client.POST("/api/v1/quarantine/dismiss", { body: { ids: [...ids], why } }))).dismissed;
}

async function openIds(asked: QuarantineAsked): Promise<number[]> {
  const ids: number[] = [];
  let before: number | null = null;
  do {
    const query = { ...queryOf(asked), state: "open" as const, limit: PAGE, before };
    const page: { items: { id: number }[]; next_before: number | null } = await body(
      client.GET("/api/v1/quarantine", { params: { query } }),
    );
    ids.push(...page.items.map(({ id }) => id));
    before = page.next_before;
  } while (before !== null && ids.length + PAGE <= AT_ONCE);
  return ids;
}
