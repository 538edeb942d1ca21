import type { HandoutMessage } from "../list/types";

/** The number as wa.me wants it, with the country and digits only; null for none that could be one. */
export function waNumber(phone: string | null | undefined): string | null {
  const digits = (phone ?? "").replace(/\D/g, "");
  const whole = digits.startsWith("0") ? `62${digits.slice(1)}` : digits;
  return whole.length >= 9 && whole.length <= 15 ? whole : null;
}

/** Opens WhatsApp with the text; without a number one chooses there to whom. */
export function waLink(phone: string | null | undefined, text: string): string {
  const number = waNumber(phone);
  return `https://wa.me/${number ?? ""}?text=${encodeURIComponent(text)}`;
}

/** Messages whose name holds the words. */
export function named(messages: readonly HandoutMessage[], search: string): HandoutMessage[] {
  const words = search.trim().toLowerCase();
  return messages.filter(({ name }) => name.toLowerCase().includes(words));
}
