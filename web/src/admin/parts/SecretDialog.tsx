import { Button, Modal } from "@mantine/core";
import { useAdminTexts } from "../useAdminTexts";
import { CopyText } from "./CopyText";

interface Props {
  device: string;
  secret: string;
  close: () => void;
}

/** A secret that was just made. It closes by its own button only: a stray click must not lose it. */
export function SecretDialog({ device, secret, close }: Props) {
  const a = useAdminTexts();
  return (
    <Modal
      opened
      onClose={close}
      title={a.secret.title(device)}
      centered
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      classNames={{ title: "dialog-title" }}
    >
      <div className="dialog">
        <p className="warning">{a.secret.once}</p>
        <CopyText name={a.secret.user} value={device} />
        <CopyText name={a.secret.secret} value={secret} />
        <Button onClick={close}>{a.done}</Button>
      </div>
    </Modal>
  );
}
