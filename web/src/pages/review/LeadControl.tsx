import { Crosshair, Eye, EyeOff, Hand } from "lucide-react";
import { Button } from "../../design/Button";
import type { Role } from "../../graphql/generated";
import { words } from "../../words/en";
import styles from "./LeadControl.module.css";
import { reaches } from "./rights";
import type { Lead } from "./useLead";
import { useReview, useReviewState } from "./useReview";

/** Who moves the play head for everyone, and how to become or follow them. */
export function LeadControl({ lead, mayLead, role }: { lead: Lead; mayLead: boolean; role: Role }) {
  const review = useReview();
  const driver = useReviewState((state) => state.room?.driver ?? null);
  const me = useReviewState((state) => state.me);
  const say = words.review.lead;
  if (driver === null) {
    return (
      <div className={styles.lead}>
        <span className={styles.who}>{say.nobody}</span>
        {mayLead && (
          <Button icon={Crosshair} onClick={lead.take} aria-label={say.take} title={say.take}>
            <span className={styles.word}>{say.take}</span>
          </Button>
        )}
      </div>
    );
  }
  if (driver.id === me?.id) {
    return (
      <div className={styles.lead}>
        <span className={styles.you}>{say.you}</span>
        <Button
          icon={Hand}
          onClick={() => void review.room.handOver(null)}
          aria-label={say.letGo}
          title={say.letGo}
        >
          <span className={styles.word}>{say.letGo}</span>
        </Button>
      </div>
    );
  }
  return (
    <div className={styles.lead}>
      <span className={styles.who}>{say.other(driver.displayName)}</span>
      <Button
        icon={lead.following ? Eye : EyeOff}
        kind={lead.following ? "plain" : "primary"}
        onClick={() => lead.setFollowing(!lead.following)}
        aria-pressed={lead.following}
        aria-label={say.follow}
        title={lead.following ? say.unfollow : say.follow}
        data-testid="follow"
      >
        <span className={styles.word}>{lead.following ? say.following : say.follow}</span>
      </Button>
      {reaches(role, "SUPERVISOR") && (
        <Button icon={Crosshair} onClick={lead.take} aria-label={say.takeOver} title={say.takeOver}>
          <span className={styles.word}>{say.takeOver}</span>
        </Button>
      )}
    </div>
  );
}
