import { Button, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useAdminTexts } from "../useAdminTexts";
import { CopyText } from "./CopyText";

interface Props {
  title: string;
  warning: string;
  /** What is shown: name and value of each. */
  values: readonly (readonly [string, string])[];
  close: () => void;
  children?: ReactNode;
}

/** What is shown this once. It closes by its own button only: a stray click must not lose it. */
export function OnceDialog({ title, warning, values, close, children }: Props) {
  const a = useAdminTexts();
  return (
    <Modal
      opened
      onClose={close}
      title={title}
      centered
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      classNames={{ title: "dialog-title" }}
    >
      <div className="dialog">
        <p className="warning">{warning}</p>
        {values.map(([name, value]) => (
          <CopyText key={name} name={name} value={value} />
        ))}
        {children}
        <Button onClick={close}>{a.done}</Button>
      </div>
    </Modal>
  );
}
