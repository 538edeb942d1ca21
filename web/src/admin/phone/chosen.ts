/** The phone that somebody chose in the list, for the tab that connects it; read once. */
let chosen = "";

export function chooseForJoining(deviceId: string): void {
  chosen = deviceId;
}

export function takeChosen(): string {
  const taken = chosen;
  chosen = "";
  return taken;
}
