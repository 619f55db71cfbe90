import { useLink } from "../../graphql/link";
import { words } from "../../words/en";
import styles from "./LostLink.module.css";
import { useReviewState } from "./useReview";

/** Says that the link is lost, and what becomes of what is written meanwhile. */
export function LostLink() {
  const lost = useLink((link) => link.lostAt !== null);
  const waiting = useReviewState(
    (state) => state.notes.filter(({ refusal }) => refusal === undefined).length,
  );
  const kept = useReviewState((state) => state.kept);
  const say = words.review.link;
  const rest = waiting > 0 ? say.waiting(waiting) : say.kept;
  return (
    <div role="status" aria-live="polite">
      {lost && (
        <p className={styles.banner} data-testid="link-lost">
          <strong>{say.lost}</strong> {kept ? rest : say.notKept}
        </p>
      )}
    </div>
  );
}
