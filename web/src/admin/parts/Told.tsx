import { CloseButton } from "@mantine/core";
import { useAdminTexts } from "../useAdminTexts";

/** What has just been done, said once; the region is always there, so that readers hear it. */
export function Told({ words, forget }: { words: string | null; forget: () => void }) {
  const a = useAdminTexts();
  return (
    <div role="status" aria-live="polite">
      {words && (
        <p className="told">
          <span aria-hidden="true">✓</span> <span>{words}</span>
          <CloseButton size="sm" aria-label={a.close} onClick={forget} />
        </p>
      )}
    </div>
  );
}
