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

/** Other ways to write a key, for keyboards of other lands: they need no telling. */
const UNTOLD = ["Shift+?", "Shift++", "="];

function keyName(key: string): string {
  if (key.length === 1) return NAMES[key] ?? key.toUpperCase();
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
                .filter((key) => !UNTOLD.includes(key))
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
