import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { type Language, rememberedLanguage, rememberLanguage, type Texts, textsOf } from "./texts";

interface LanguageState {
  language: Language;
  setLanguage: (language: Language) => void;
  t: Texts;
}

const Context = createContext<LanguageState | null>(null);

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(rememberedLanguage);
  useEffect(() => rememberLanguage(language), [language]);
  const value = useMemo(() => ({ language, setLanguage, t: textsOf(language) }), [language]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

/** The texts of the chosen language and the switch. */
export function useLanguage(): LanguageState {
  const state = useContext(Context);
  if (!state) throw new Error("useLanguage is called outside LanguageProvider");
  return state;
}
