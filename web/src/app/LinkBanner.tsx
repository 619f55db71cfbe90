import { useLink } from "../graphql/link";
import { words } from "../words/en";
import styles from "./LinkBanner.module.css";

/** Says that the live connection is lost, until it is back. */
export function LinkBanner() {
  const lost = useLink((link) => link.lostAt !== null);
  return (
    <div role="status" aria-live="polite">
      {lost && <p className={styles.banner}>{words.app.linkLost}</p>}
    </div>
  );
}
