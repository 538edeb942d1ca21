/** What the import asks of the API. */
import { useQuery } from "@tanstack/react-query";
import { body, client } from "../api/client";
import { post } from "../api/plain";
import { headingsIn } from "./mapping";
import type { Applied, Draft, ListName, Options } from "./types";

/** The server refuses more, and says how to import such a file there. */
export const MOST_BYTES = 50_000_000;

/** Have a file read and checked; nothing of it is stored. */
export function upload(list: ListName, file: File, options: Options): Promise<Draft> {
  const form = new FormData();
  form.append("file", file);
  form.append("options", JSON.stringify(options));
  return body(post<Draft>(`imports/${list}`, form));
}

/** Store what was checked: all of it, or with `rejectBad` the good rows. */
export function apply(draft: Draft, rejectBad: boolean, replaceSamples: boolean): Promise<Applied> {
  const asked = { reject_bad: rejectBad, replace_samples: replaceSamples };
  const path = { draft_id: draft.id };
  return body(client.POST("/api/v1/imports/{draft_id}/apply", { params: { path }, body: asked }));
}

export const rejectedPath = (draft: Draft) => `imports/${draft.id}/rejected.csv`;
export const templatePath = (list: ListName, format: "csv" | "xlsx") => `imports/templates/${list}.${format}`;

export const useKeptMappings = (list: ListName) =>
  useQuery({
    queryKey: ["import-mappings", list],
    queryFn: () => body(client.GET("/api/v1/imports/mappings", { params: { query: { list } } })),
  });

/** The fields of a list, as its template names them. */
export const useFields = (list: ListName) =>
  useQuery({
    queryKey: ["import-fields", list],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const answer = await fetch(`/api/v1/${templatePath(list, "csv")}`, { credentials: "same-origin" });
      return answer.ok ? headingsIn(await answer.text()) : [];
    },
  });
