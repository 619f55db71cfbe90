import { Dialog } from "../design/Dialog";
import { words } from "../words/en";
import styles from "./KeySheet.module.css";
import type { KeyBinding } from "./keys";

const NAMES: Record<string, string> = {
  " ": words.player.space,
  ArrowRight: "→",
  ArrowLeft: "←",
  ArrowUp: "↑",
  ArrowDown: "↓",
};

function keyName(key: string): string {
  return key
    .split("+")
    .map((part) => NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(" ");
}

/** Which key does what. */
export function KeySheet({ bindings, onClose }: { bindings: KeyBinding[]; onClose: () => void }) {
  return (
    <Dialog title={words.player.keyboard} onClose={onClose} wide>
      <dl className={styles.sheet}>
        {bindings.map(({ keys, label }) => (
          <div key={label} className={styles.row}>
            <dt>
              {keys
                .filter((key) => key !== "Shift+?")
                .map((key) => (
                  <kbd key={key}>{keyName(key)}</kbd>
                ))}
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
