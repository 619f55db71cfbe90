import { Copy } from "lucide-react";
import { useRef, useState } from "react";
import { words } from "../words/en";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { TextField } from "./Field";
import styles from "./Once.module.css";

/** A secret that is shown this once, to be copied. */
export function Once({
  title,
  label,
  hint,
  secret,
  onClose,
}: {
  title: string;
  label: string;
  hint: string;
  secret: string;
  onClose: () => void;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const [told, setTold] = useState("");

  async function copy() {
    frame.current?.querySelector("input")?.select();
    try {
      await navigator.clipboard.writeText(secret);
      setTold(words.app.copied);
    } catch (error) {
      if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
      setTold(words.app.copyFailed); // not allowed, or no clipboard without https
    }
  }

  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <Button kind="primary" onClick={onClose}>
          {words.app.done}
        </Button>
      }
    >
      <p>{hint}</p>
      <div ref={frame} className={styles.secret}>
        <TextField
          label={label}
          value={secret}
          readOnly
          spellCheck={false}
          data-testid="secret"
          onFocus={(event) => event.target.select()}
        />
        <Button icon={Copy} onClick={copy}>
          {words.app.copy}
        </Button>
      </div>
      <p role="status">{told}</p>
    </Dialog>
  );
}
