/** Whether every word of a search occurs somewhere in the texts, whatever case or accents. */
export function matches(search: string, texts: readonly (string | null | undefined)[]): boolean {
  const words = plain(search).split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const whole = plain(texts.filter(Boolean).join(" "));
  // "K9521" finds "K 9521 C": people leave the blanks of a plate out.
  const dense = whole.replaceAll(" ", "");
  return words.every((word) => whole.includes(word) || dense.includes(word));
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
