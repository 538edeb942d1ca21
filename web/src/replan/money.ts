import { number } from "../i18n/format";

/** Rupiah as people say them: "Rp 900", "Rp 12 rb" (thousand), "Rp 1,25 jt" (million). */
export function rupiah(value: number): string {
  const size = Math.abs(value);
  if (size >= 1_000_000) return `Rp ${number(value / 1_000_000, 2)} jt`;
  return size >= 10_000 ? `Rp ${number(value / 1000)} rb` : `Rp ${number(value)}`;
}

/** A difference with its sign in front of the unit: "+Rp 12 rb", "−3,0 %". */
export function signed(value: number, words: (size: number) => string): string {
  return `${value < 0 ? "−" : "+"}${words(Math.abs(value))}`;
}
