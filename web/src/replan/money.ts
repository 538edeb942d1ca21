import { number } from "../i18n/format";

/** Rupiah as people say them: "Rp 12.300", from a million on "Rp 1,25 jt". */
export function rupiah(value: number): string {
  return Math.abs(value) >= 1_000_000 ? `Rp ${number(value / 1_000_000, 2)} jt` : `Rp ${number(value)}`;
}

/** A difference with its sign in front of the unit: "+Rp 12.300", "−3,0 %". */
export function signed(value: number, words: (size: number) => string): string {
  return `${value < 0 ? "−" : "+"}${words(Math.abs(value))}`;
}
