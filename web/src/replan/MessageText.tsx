import { useEffect, useState } from "react";
import { useLanguage } from "../i18n/LanguageProvider";
import { copyText } from "../points/copy";

const COPIED_MS = 2500;

/** The text as it will stand in WhatsApp; it can be marked by hand where the browser does not copy. */
export function MessageText({ plate, text, failed }: { plate: string; text: string; failed: boolean }) {
  const { t } = useLanguage();
  const words = t.replan.messages;
  return (
    <>
      {failed && (
        <p className="draw-wrong" role="alert">
          {words.copyFailed}
        </p>
      )}
      <textarea
        className="message-text"
        readOnly
        lang="id"
        rows={Math.min(14, text.split("\n").length)}
        aria-label={words.text(plate)}
        value={text}
        onFocus={(event) => event.currentTarget.select()}
      />
    </>
  );
}

/** Copies a text and says for a moment that it did; whether the last attempt failed. */
export function useCopied(done?: () => void) {
  const [copied, setCopied] = useState(false);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (text: string) =>
    void copyText(text).then((worked) => {
      setCopied(worked);
      setFailed(!worked);
      if (worked) done?.();
    });
  return { copied, failed, copy };
}
