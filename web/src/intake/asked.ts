/** Which list somebody came to import, told by whoever opens the tab: the office's first steps, the records. */
import type { ListName } from "./types";

let asked: ListName = "points";

export function askForImport(list: ListName): void {
  asked = list;
}

export const importing = (): ListName => asked;
