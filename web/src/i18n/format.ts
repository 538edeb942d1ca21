/** Numbers as `1.234,5` in both languages, so that two people at one screen read the same figure. */

/** A number with a point between thousands and a comma before decimals. */
export function number(value: number, decimals = 0): string {
  const [whole = "0", fraction] = Math.abs(value).toFixed(decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ".");
  const negative = value < 0 && /[1-9]/.test(whole + (fraction ?? ""));
  return `${negative ? "−" : ""}${grouped}${fraction ? `,${fraction}` : ""}`;
}

/** Kilograms as an estimate: "±640 kg", from a tonne on "±1,2 t". */
export function kilograms(kg: number): string {
  return kg >= 1000 ? `±${number(kg / 1000, 1)} t` : `±${number(Math.round(kg / 10) * 10)} kg`;
}

/** Metres as kilometres: "12,4 km". */
export function kilometres(metres: number): string {
  return `${number(metres / 1000, 1)} km`;
}
