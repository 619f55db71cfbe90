import { words } from "../words/en";
import styles from "./Magnified.module.css";
import type { View } from "./stage";

/** Says by how much the picture is magnified; a press shows it whole again. */
export function Magnified({ view, onWhole }: { view: View; onWhole: () => void }) {
  return (
    <button
      type="button"
      className={styles.magnified}
      onClick={onWhole}
      title={words.player.keys.whole}
      aria-label={words.player.magnified(Math.round(view.zoom * 100))}
      data-testid="magnified"
    >
      {Math.round(view.zoom * 100)} %
    </button>
  );
}
