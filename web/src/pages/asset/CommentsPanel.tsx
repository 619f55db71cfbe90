import { Link } from "wouter";
import { Attachments } from "../../design/Attachments";
import { Badge } from "../../design/Badge";
import type { FrameClock } from "../../player/FrameClock";
import { words } from "../../words/en";
import { ago } from "../../words/format";
import styles from "./Panel.module.css";
import type { KnownComment } from "./useKnown";

interface CommentsPanelProps {
  player: FrameClock;
  comments: readonly KnownComment[];
  marked: string | null;
  onMark: (comment: string) => void;
}

/** What was said about the version in all its reviews, in order of its frames, to be read; it is answered in the review. */
export function CommentsPanel({ player, comments, marked, onMark }: CommentsPanelProps) {
  const say = words.asset;
  if (comments.length === 0) return <p className={styles.soft}>{say.noComments}</p>;
  const go = ({ id, at }: KnownComment) => {
    onMark(id);
    player.pause();
    player.seek(at.start);
  };
  return (
    <ul className={styles.list}>
      {comments.map((comment) => {
        const { id, text, at, author, status, deleted, createdAt, session, replyTo } = comment;
        const { needsEyes, carriedFrom, attachments, annotations } = comment;
        return (
          <li
            key={id}
            className={[id === marked ? styles.marked : styles.row, replyTo ? styles.reply : ""].join(" ")}
          >
            <div className={styles.line}>
              <button type="button" className={styles.name} onClick={() => go(comment)}>
                <span className="timecode">{at.startTimecode}</span>
              </button>
              <Badge tone={status === "OPEN" ? "warn" : "good"}>
                {status === "OPEN" ? say.open : say.resolved}
              </Badge>
            </div>
            <p className={deleted ? styles.soft : styles.words}>{deleted ? say.deleted : text}</p>
            <Attachments of={attachments} />
            {carriedFrom && (
              <span>
                <Badge tone={needsEyes ? "warn" : "neutral"}>
                  {say.carried(carriedFrom.on.number)}
                  {needsEyes && `: ${say.needsEyes}`}
                </Badge>
              </span>
            )}
            <span className={styles.soft}>
              {annotations.length > 0 && `${say.drawings(annotations.length)}, `}
              {author.name}, {ago(createdAt)},{" "}
              <Link href={`/review/${session.id}?frame=${at.start}`}>{say.inReview(session.name)}</Link>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
