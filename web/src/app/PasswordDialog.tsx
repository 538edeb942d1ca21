import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import { useLanguage } from "../i18n/LanguageProvider";
import { PasswordForm } from "./PasswordForm";

/** Changes the password of whoever is signed in. */
export function PasswordDialog({ close }: { close: () => void }) {
  const { t } = useLanguage();
  const p = t.shell.password;
  const [changed, setChanged] = useState(false);
  return (
    <Modal
      opened
      onClose={close}
      title={p.title}
      centered
      closeButtonProps={{ "aria-label": p.close }}
      classNames={{ title: "dialog-title" }}
    >
      {changed ? (
        <div className="dialog">
          <p role="status">{p.changed}</p>
          <Button onClick={close}>{p.close}</Button>
        </div>
      ) : (
        <PasswordForm oldLabel={p.old} changed={() => setChanged(true)} cancel={close} />
      )}
    </Modal>
  );
}
