import { useInfiniteQuery } from "@tanstack/react-query";
import { ask } from "../api";
import type { DemandPage } from "../list/types";

export interface AskedDemand {
  from: string;
  to: string;
  by: "point" | "village";
  village?: string;
  kecamatan?: string;
}

const STALE_MS = 60_000;

/** The forecast page by page. */
export const useDemand = (asked: AskedDemand) =>
  useInfiniteQuery({
    queryKey: ["demand", asked],
    initialPageParam: null as DemandPage["next"],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ from: asked.from, to: asked.to, by: asked.by });
      if (asked.village) query.set("village", asked.village);
      if (asked.kecamatan) query.set("kecamatan", asked.kecamatan);
      if (pageParam !== null) query.set("after", pageParam);
      return ask<DemandPage>("GET", `demand?${query}`, undefined, undefined, signal);
    },
    getNextPageParam: (last) => last.next,
    placeholderData: (before) => before,
    staleTime: STALE_MS,
  });
