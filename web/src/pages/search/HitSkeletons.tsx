import { Skeleton } from "../../design/Loading";
import styles from "./HitSkeletons.module.css";

const CARDS = Array.from({ length: 15 }, (_, place) => `card ${place}`);

/** The grey shape of hits that are on their way. */
export function HitSkeletons() {
  return (
    <div className={styles.grid} aria-hidden="true">
      {CARDS.map((key) => (
        <div key={key} className={styles.card}>
          <div className={styles.picture} />
          <Skeleton width="70%" height="1.1rem" />
          <Skeleton width="50%" height="0.9rem" />
        </div>
      ))}
    </div>
  );
}
