/** The file's name as the server gives it; null without one. */
export function nameIn(disposition: string | null): string | null {
  return /filename="?([^";]+)"?/.exec(disposition ?? "")?.[1] ?? null;
}
