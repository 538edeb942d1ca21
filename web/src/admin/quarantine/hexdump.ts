const PER_LINE = 16;

/** Bytes as people compare them: offset, 16 bytes in hex, and what of them can be printed. */
export function hexdump(base64: string): string {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const lines: string[] = [];
  for (let start = 0; start < bytes.length; start += PER_LINE) {
    lines.push(lineOf(start, [...bytes.subarray(start, start + PER_LINE)]));
  }
  return lines.join("\n");
}

function lineOf(start: number, bytes: number[]): string {
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const text = bytes.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·")).join("");
  return `${start.toString(16).padStart(4, "0")}  ${hex.padEnd(PER_LINE * 3 - 1)}  ${text}`;
}

/** JSON on several lines; anything else as it came. */
export function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
