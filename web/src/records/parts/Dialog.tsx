import { Button, Group, Modal } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { FormEvent, ReactNode } from "react";
import { useLanguage } from "../../i18n/LanguageProvider";
import { problemWords } from "../problem";
import { useRecordTexts } from "../useRecordTexts";

interface Props {
  title: string;
  submit: string;
  /** Something is taken away by it. */
  grave?: boolean;
  ready: boolean;
  run: () => Promise<unknown>;
  done: () => void;
  close: () => void;
  children: ReactNode;
}

/** Asks before something is done, does it, and says what went wrong without losing what was typed. */
export function Dialog({ title, submit, grave, ready, run, done, close, children }: Props) {
  const r = useRecordTexts();
  const { language } = useLanguage();
  const action = useMutation({ mutationFn: run, onSuccess: done });
  const go = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (ready && !action.isPending) action.mutate();
  };
  return (
    <Modal
      opened
      onClose={close}
      title={title}
      centered
      closeButtonProps={{ "aria-label": r.close }}
      classNames={{ title: "dialog-title" }}
    >
      <form onSubmit={go} className="dialog">
        {children}
        {action.isError && (
          <p className="failure" role="alert">
            {problemWords(action.error, r, language)}
          </p>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            {r.cancel}
          </Button>
          <Button
            type="submit"
            color={grave ? "red.9" : undefined}
            disabled={!ready}
            loading={action.isPending}
          >
            {submit}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
