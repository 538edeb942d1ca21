import { useQuery } from "@tanstack/react-query";
import type { PlanChanges } from "../api/types";
import { useView } from "../app/ViewProvider";
import { changesOf, planOf } from "./queries";

/** What the re-plan on screen would change; null when none is there or it has been published. */
export function useDraft(): PlanChanges | null {
  const { replan } = useView().view;
  const asked = replan !== null;
  const plan = useQuery({ ...planOf(replan ?? 0), enabled: asked });
  const changes = useQuery({ ...changesOf(replan ?? 0), enabled: asked });
  return asked && plan.data?.status === "draft" ? (changes.data ?? null) : null;
}
