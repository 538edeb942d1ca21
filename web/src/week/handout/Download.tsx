import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { download } from "../../api/download";
import { useLanguage } from "../../i18n/LanguageProvider";
import { failureOf } from "../list/failure";
import { useSideTexts } from "../list/useSideTexts";

interface Props {
  path: string;
  /** What the file is called where the server does not say. */
  name: string;
  label: string;
  children: ReactNode;
}

/** A button that fetches a file, and says why it did not come. */
export function Download({ path, name, label, children }: Props) {
  const s = useSideTexts();
  const { language } = useLanguage();
  const get = useMutation({ mutationFn: () => download(path, name) });
  return (
    <span className="wk-download">
      <Button
        size="compact-sm"
        variant="default"
        aria-label={label}
        loading={get.isPending}
        onClick={() => get.mutate()}
      >
        {children}
      </Button>
      {get.isError && (
        <span className="failure" role="alert">
          {failureOf(get.error, s, language)}
        </span>
      )}
    </span>
  );
}
