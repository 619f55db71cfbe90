import { Clapperboard } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { Badge } from "../../design/Badge";
import { Icon } from "../../design/Icon";
import type { ReviewItemFragment } from "../../graphql/generated";
import { words } from "../../words/en";
import { ago, count } from "../../words/format";
import styles from "./Reviews.module.css";

const said = words.reviews;

/** A review session: what it looks at, whose it is, and who is there. */
export function ReviewCard({ session, action }: { session: ReviewItemFragment; action: ReactNode }) {
  const picture = session.playlist.find(({ posterUrl }) => posterUrl !== null)?.posterUrl;
  const { participants } = session.room;
  return (
    <li className={styles.card} data-testid="review-session">
      <span className={styles.picture}>
        {picture ? <img src={picture} alt="" loading="lazy" /> : <Icon of={Clapperboard} size={24} />}
      </span>
      <div className={styles.about}>
        <h3>
          <Link href={`/review/${session.id}`}>{session.name}</Link>
        </h3>
        <p>
          {count(session.playlist.length, words.project.versions)} · {said.by} {session.openedBy.name}{" "}
          {ago(session.createdAt)}
        </p>
        {participants.length > 0 && (
          <p>
            <Badge tone="good">
              {participants.length} {said.inRoom}
            </Badge>{" "}
            {participants.map(({ displayName }) => displayName).join(", ")}
          </p>
        )}
      </div>
      {action}
    </li>
  );
}
