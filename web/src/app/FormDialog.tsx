import { Button, Group, Modal } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { FormEvent, ReactNode } from "react";

export interface DialogProps<T> {
  title: string;
  submit: string;
  /** Something is taken away by it. */
  grave?: boolean;
  ready?: boolean;
  /** Width, where the usual one is too narrow. */
  size?: string;
  run: () => Promise<T>;
  done: (answer: T) => void;
  close: () => void;
  children?: ReactNode;
}

interface Words {
  labels: { close: string; cancel: string };
  /** What went wrong, in words of the area that asks. */
  failure: (error: Error) => string;
}

/** Asks before something is done, does it, and says what went wrong without losing what was typed. */
export function FormDialog<T>(props: DialogProps<T> & Words) {
  const {
    title,
    submit,
    grave,
    ready = true,
    size = "md",
    run,
    done,
    close,
    children,
    labels,
    failure,
  } = props;
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
      size={size}
      centered
      closeButtonProps={{ "aria-label": labels.close }}
      classNames={{ title: "dialog-title" }}
    >
      <form onSubmit={go} className="dialog">
        {children}
        {action.isError && (
          <p className="failure" role="alert">
            {failure(action.error)}
          </p>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            {labels.cancel}
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
