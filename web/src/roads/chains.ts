/** Pieces of road that follow one another are closed as one. */
import type { LonLat } from "./ring";

type Line = readonly (readonly number[])[];

/** Join pieces that share an end into lines as long as possible; the same piece chosen twice counts once. */
export function chains(pieces: readonly Line[]): LonLat[][] {
  const left = unique(pieces.map(asLine));
  const joined: LonLat[][] = [];
  for (let line = left.shift(); line; line = left.shift()) {
    let longer = extended(line, left);
    while (longer) {
      line = longer;
      longer = extended(line, left);
    }
    joined.push(line);
  }
  return joined;
}

/** `line` with the first of `left` that touches one of its ends, which is taken out; null when none does. */
function extended(line: LonLat[], left: LonLat[][]): LonLat[] | null {
  for (const [index, other] of left.entries()) {
    const longer = joinedWith(line, other);
    if (longer) {
      left.splice(index, 1);
      return longer;
    }
  }
  return null;
}

function joinedWith(line: LonLat[], other: LonLat[]): LonLat[] | null {
  const turned = [...other].reverse();
  if (same(line.at(-1), other[0])) return [...line, ...other.slice(1)];
  if (same(line.at(-1), turned[0])) return [...line, ...turned.slice(1)];
  if (same(line[0], other.at(-1))) return [...other, ...line.slice(1)];
  if (same(line[0], turned.at(-1))) return [...turned, ...line.slice(1)];
  return null;
}

function unique(lines: LonLat[][]): LonLat[][] {
  const seen = new Set<string>();
  return lines.filter((line) => {
    const key = [line.join(";"), [...line].reverse().join(";")].sort()[0] ?? "";
    return !seen.has(key) && seen.add(key);
  });
}

function asLine(line: Line): LonLat[] {
  return line.map(([lon = 0, lat = 0]) => [lon, lat]);
}

function same(a: LonLat | undefined, b: LonLat | undefined): boolean {
  return a !== undefined && b !== undefined && a[0] === b[0] && a[1] === b[1];
}
