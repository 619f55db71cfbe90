import { words } from "../words/en";
import styles from "./Loading.module.css";

/** Something is on its way. `page` fills the place of a whole page. */
export function Loading({ page = false, label = words.app.loading }: { page?: boolean; label?: string }) {
  return (
    <div role="status" className={page ? styles.page : styles.line}>
      <span className={styles.ring} />
      <span className="unseen">{label}</span>
    </div>
  );
}

/** The grey shape of something that is not there yet. */
export function Skeleton({ width = "100%", height = "1em" }: { width?: string; height?: string }) {
  return <span className={styles.skeleton} style={{ width, height }} aria-hidden="true" />;
}
