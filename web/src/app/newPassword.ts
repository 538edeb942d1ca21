/** What is wrong with a new password before the server is asked. */

export const LEAST_LETTERS = 10;

interface Typed {
  old: string;
  fresh: string;
  again: string;
}

export function faultOf({ old, fresh, again }: Typed): "empty" | "short" | "same" | "differs" | null {
  if (old === "" || fresh === "") return "empty";
  if ([...fresh].length < LEAST_LETTERS) return "short";
  if (fresh === old) return "same";
  if (again === "") return "empty";
  return fresh === again ? null : "differs";
}
