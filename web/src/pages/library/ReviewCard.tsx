import { Clapperboard, FileDown } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { Link } from "wouter";
import { Badge } from "../../design/Badge";
import { Button } from "../../design/Button";
import { Icon } from "../../design/Icon";
import type { ReviewItemFragment } from "../../graphql/generated";
import { words } from "../../words/en";
import { ago, count } from "../../words/format";
import styles from "./Reviews.module.css";

const ExportDialog = lazy(() => import("../../export/ExportDialog"));

const said = words.reviews;

/** A review session: what it looks at, whose it is, and who is there; it can leave as a timeline with its comments. */
export function ReviewCard({ session, action }: { session: ReviewItemFragment; action: ReactNode }) {
  const picture = session.playlist.find(({ posterUrl }) => posterUrl !== null)?.posterUrl;
  const { participants } = session.room;
  const [leaving, setLeaving] = useState(false);
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
      <div className={styles.actions}>
        <Button kind="quiet" icon={FileDown} onClick={() => setLeaving(true)}>
          {said.export}
          <span className="unseen"> {session.name}</span>
        </Button>
        {action}
      </div>
      {leaving && (
        <Suspense>
          <ExportDialog of={{ session: session.id }} name={session.name} onClose={() => setLeaving(false)} />
        </Suspense>
      )}
    </li>
  );
}
