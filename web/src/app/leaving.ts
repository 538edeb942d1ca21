/** Whether the last session was ended by pressing "sign out", not by running out. */
let left = false;

export function noteLeaving(byChoice: boolean): void {
  left = byChoice;
}

export function hasLeft(): boolean {
  return left;
}
