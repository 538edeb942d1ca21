/** Fetch a file and hand it to the browser, so that a refusal is told and not saved. */
import { refusal } from "./client";
import { nameIn } from "./fileName";

/** Download `path` under the API; the server names the file, or it is called `name`. */
export async function download(path: string, name: string): Promise<void> {
  const response = await file(path);
  save(await response.blob(), nameIn(response.headers.get("content-disposition")) ?? name);
}

/** Fetch what is to be saved later, when the server may have forgotten it. */
export async function fetched(path: string): Promise<Blob> {
  return (await file(path)).blob();
}

async function file(path: string): Promise<Response> {
  const response = await fetch(`/api/v1/${path}`, { credentials: "same-origin" });
  if (!response.ok) throw refusal(response, await response.json().catch(() => null));
  return response;
}

/** Hand a text that is on the screen to the browser as a file. */
export function saveText(text: string, name: string): void {
  save(new Blob([text], { type: "text/csv;charset=utf-8" }), name);
}

/** Hand a file to the browser. */
export function save(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // Not at once: some browsers read the address only after the click has been handled.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
