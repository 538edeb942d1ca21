/** Numbers as people type them: "12,5", "12.5" and "1.234,5" are what they look like. */

const GROUPED = /^-?\d{1,3}(\.\d{3})+(,\d+)?$/;
const PLAIN = /^-?\d+([.,]\d+)?$/;

/** The number that `text` means, NaN when it means none; points between groups of three are no decimals. */
export function parseNumber(text: string): number {
  const bare = text.trim().replace(/\s/g, "").replace("−", "-");
  if (GROUPED.test(bare)) return Number(bare.replaceAll(".", "").replace(",", "."));
  return PLAIN.test(bare) ? Number(bare.replace(",", ".")) : Number.NaN;
}

/** The degrees that `text` means; a point is always a decimal point there, as maps write them. */
export function parseDegrees(text: string): number {
  const bare = text.trim().replace("−", "-");
  return PLAIN.test(bare) ? Number(bare.replace(",", ".")) : Number.NaN;
}

/** A number as a field shows it: a decimal comma, no grouping that would be in the way of typing. */
export function numberText(value: number): string {
  return String(value).replace(".", ",");
}
