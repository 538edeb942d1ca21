import { en } from "./en";
import { id, type Texts } from "./id";

export type Language = "id" | "en";
export type { Texts };

const TEXTS: Record<Language, Texts> = { id, en };
const KEY = "siangsa.language";

export function textsOf(language: Language): Texts {
  return TEXTS[language];
}

/** The language chosen on this device; Bahasa Indonesia unless English was chosen. */
export function rememberedLanguage(): Language {
  try {
    return localStorage.getItem(KEY) === "en" ? "en" : "id";
  } catch {
    return "id"; // storage is switched off in some browsers; the console works without it
  }
}

export function rememberLanguage(language: Language): void {
  document.documentElement.lang = language;
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // as above: the choice then lasts as long as the page
  }
}
