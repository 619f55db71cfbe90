import { type FormEvent, type ReactNode, useId } from "react";
import { words } from "../words/en";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import styles from "./Dialog.module.css";
import { Notice } from "./Notice";

interface FormDialogProps {
  title: string;
  /** What the button says that does it. */
  deed: string;
  /** The button of something that cannot be taken back. */
  danger?: boolean;
  busy: boolean;
  /** What went wrong that belongs to no field. */
  problems: readonly string[];
  onDone: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** Asks for what is needed to do one thing, and does it. Its fields say themselves what is wrong with them. */
export function FormDialog({
  title,
  deed,
  danger,
  busy,
  problems,
  onDone,
  onClose,
  children,
}: FormDialogProps) {
  const form = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onDone();
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{words.app.cancel}</Button>
          <Button kind={danger ? "danger" : "primary"} type="submit" form={form} busy={busy}>
            {deed}
          </Button>
        </>
      }
    >
      <form id={form} className={styles.form} onSubmit={submit}>
        {problems.map((message) => (
          <Notice key={message} kind="error" title={message} />
        ))}
        {children}
      </form>
    </Dialog>
  );
}
