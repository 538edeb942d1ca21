/** "1,2 GB": bytes as people compare them, in steps of 1000. */
export function sizeParts(bytes: number): [number, "B" | "kB" | "MB" | "GB"] {
  if (bytes >= 1e9) return [bytes / 1e9, "GB"];
  if (bytes >= 1e6) return [bytes / 1e6, "MB"];
  return bytes >= 1e3 ? [bytes / 1e3, "kB"] : [bytes, "B"];
}
