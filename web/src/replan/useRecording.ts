import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useDay } from "../app/DayProvider";
import { mishapsChanged } from "./queries";
import { useReplan } from "./ReplanProvider";
import type { Cause } from "./types";

/** Record what went wrong, and go on to the re-plan when that is wanted. */
export function useRecording<T extends { id: number }>(
  kind: Cause["kind"],
  run: () => Promise<T>,
  done: () => void,
) {
  const queries = useQueryClient();
  const replan = useReplan();
  const { day } = useDay();
  return useMutation({
    mutationFn: async (_andReplan: boolean) => run(),
    onSuccess: (made, andReplan) => {
      done();
      if (andReplan) replan.request({ kind, id: made.id });
    },
    onSettled: () => mishapsChanged(queries, day),
  });
}
