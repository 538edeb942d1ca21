import { useRef } from "react";

const RESORT_MS = 4000;

/**
 * Keep rows where they are for some seconds, and while a person points at or walks through the list.
 *
 * Things that are new go to the end until the next sorting; what is gone leaves at once.
 */
export function useSteadyOrder<T>(sorted: readonly T[], keyOf: (item: T) => string, held: boolean): T[] {
  const order = useRef<string[]>([]);
  const sortedAt = useRef(0);
  const now = Date.now();
  if (order.current.length === 0 || (!held && now - sortedAt.current > RESORT_MS)) {
    order.current = sorted.map(keyOf);
    sortedAt.current = now;
  }
  return inOrder(sorted, keyOf, order.current);
}

export function inOrder<T>(items: readonly T[], keyOf: (item: T) => string, order: readonly string[]): T[] {
  const rank = new Map(order.map((key, index) => [key, index]));
  const rankOf = (item: T) => rank.get(keyOf(item)) ?? order.length;
  return [...items].sort((a, b) => rankOf(a) - rankOf(b));
}
