import { CloseButton } from "@mantine/core";
import { useSideTexts } from "./useSideTexts";

/** What has just been done, said once; the region is always there, so that readers hear it. */
export function Told({ words, forget }: { words: string | null; forget: () => void }) {
  const s = useSideTexts();
  return (
    <div role="status" aria-live="polite">
      {words && (
        <p className="told">
          <span aria-hidden="true">✓</span> <span>{words}</span>
          <CloseButton size="sm" aria-label={s.close} onClick={forget} />
        </p>
      )}
    </div>
  );
}
