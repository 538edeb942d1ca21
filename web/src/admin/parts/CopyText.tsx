import { Button } from "@mantine/core";
import { useState } from "react";
import { copyText } from "../../points/copy";
import { useAdminTexts } from "../useAdminTexts";

/** A value to be carried elsewhere, with the button that copies it. */
export function CopyText({ name, value }: { name: string; value: string }) {
  const a = useAdminTexts();
  const [copied, setCopied] = useState(false);
  return (
    <div className="copy-text">
      <span className="copy-name">{name}</span>
      <code>{value}</code>
      <Button
        size="compact-sm"
        variant="default"
        className="no-print"
        aria-label={`${copied ? a.copied : a.copy} ${name}`}
        onClick={() => void copyText(value).then(setCopied)}
      >
        {copied ? a.copied : a.copy}
      </Button>
    </div>
  );
}
