import { X } from "lucide-react";
import { words } from "../words/en";
import { IconButton } from "./Button";
import styles from "./Toasts.module.css";
import { useToasts } from "./toastStore";

/** What was said in passing, in a corner, read out as well. */
export function Toasts() {
  const { toasts, dismiss } = useToasts();
  return (
    <div className={styles.stack} role="status" aria-live="polite">
      {toasts.map(({ id, kind, text }) => (
        <div key={id} className={kind === "error" ? styles.error : styles.toast}>
          <span>{text}</span>
          <IconButton label={words.app.dismiss} icon={X} onClick={() => dismiss(id)} />
        </div>
      ))}
    </div>
  );
}
