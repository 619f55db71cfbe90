import { useEffect, useMemo, useRef } from "react";
import { Badge } from "../../design/Badge";
import type { SessionHead } from "../../room/log";
import { words } from "../../words/en";
import styles from "./Playlist.module.css";
import { useReviewState } from "./useReview";
import { useStatus } from "./useStatus";

type Version = SessionHead["playlist"][number];

/** What is reviewed, in order. */
export function Playlist({
  head,
  versionId,
  onChoose,
}: {
  head: SessionHead;
  versionId: string;
  onChoose: (versionId: string) => void;
}) {
  const comments = useReviewState((state) => state.view.comments);
  const open = useMemo(() => {
    const counts = new Map<string, number>();
    for (const { on, status, deleted, replyTo } of comments)
      if (status === "OPEN" && !deleted && replyTo === null) counts.set(on.id, (counts.get(on.id) ?? 0) + 1);
    return counts;
  }, [comments]);
  if (head.playlist.length < 2) return null;
  return (
    <nav className={styles.strip} aria-label={words.review.playlist.label}>
      {head.playlist.map((version) => (
        <Entry
          key={version.id}
          version={version}
          here={version.id === versionId}
          open={open.get(version.id) ?? 0}
          onChoose={() => onChoose(version.id)}
        />
      ))}
    </nav>
  );
}

function Entry({
  version,
  here,
  open,
  onChoose,
}: {
  version: Version;
  here: boolean;
  open: number;
  onChoose: () => void;
}) {
  const status = useStatus(version.id);
  const element = useRef<HTMLButtonElement>(null);
  const poster = version.representations.find(({ role }) => role === "POSTER");
  const say = words.review.playlist;
  useEffect(() => {
    if (here) element.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [here]);
  return (
    <button
      ref={element}
      type="button"
      className={styles.entry}
      aria-current={here ? "true" : undefined}
      onClick={onChoose}
    >
      {poster ? (
        <img className={styles.poster} src={poster.url} alt="" loading="lazy" />
      ) : (
        <span className={styles.poster} />
      )}
      <span className={styles.text}>
        <span className={styles.name}>{version.asset.name}</span>
        <span className={styles.line}>
          {say.version(version.number)}
          {status && <Badge tone={status.tone}>{status.text}</Badge>}
          {open > 0 && (
            <span className={styles.open} title={say.notes(open)}>
              <span aria-hidden="true">{open}</span>
              <span className="unseen">{say.notes(open)}</span>
            </span>
          )}
        </span>
      </span>
    </button>
  );
}
