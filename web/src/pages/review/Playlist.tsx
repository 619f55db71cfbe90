import { ListPlus } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import { Badge } from "../../design/Badge";
import { IconButton } from "../../design/Button";
import type { SessionHead } from "../../room/log";
import { words } from "../../words/en";
import { moved } from "./arranging";
import styles from "./Playlist.module.css";
import { useArrange } from "./useArrange";
import { useDragging } from "./useDragging";
import { useComments } from "./useKnown";
import { useStatus } from "./useStatus";

const say = words.review.playlist;

type Version = SessionHead["playlist"][number];

/** What is reviewed, in order. */
export function Playlist({
  head,
  versionId,
  onChoose,
  onEdit,
}: {
  head: SessionHead;
  versionId: string;
  onChoose: (versionId: string) => void;
  /** Opens what the playlist is edited in; null for who may not. */
  onEdit: (() => void) | null;
}) {
  const { wanted, arrange } = useArrange();
  const comments = useComments();
  const open = useMemo(() => {
    const counts = new Map<string, number>();
    for (const { on, status, deleted, replyTo } of comments)
      if (status === "OPEN" && !deleted && replyTo === null) counts.set(on.id, (counts.get(on.id) ?? 0) + 1);
    return counts;
  }, [comments]);
  const ids = wanted ?? head.playlist.map(({ id }) => id);
  const { over, handlers } = useDragging((from, to) => arrange(moved(ids, from, to)), "across");
  const place = new Map(ids.map((id, index) => [id, index]));
  const shown = head.playlist
    .filter(({ id }) => place.has(id)) // what was taken out here goes at once
    .sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0));
  if (head.playlist.length < 2 && onEdit === null) return null;
  return (
    <nav className={styles.strip} aria-label={say.label}>
      {shown.map((version, index) => (
        <Entry
          key={version.id}
          version={version}
          here={version.id === versionId}
          open={open.get(version.id) ?? 0}
          onChoose={() => onChoose(version.id)}
          over={over?.place === index ? (over.after ? "after" : "before") : null}
          dragging={onEdit === null ? null : handlers(index)}
        />
      ))}
      {onEdit && <IconButton label={say.edit} icon={ListPlus} onClick={onEdit} data-testid="edit-playlist" />}
    </nav>
  );
}

function Entry({
  version,
  here,
  open,
  onChoose,
  over,
  dragging,
}: {
  version: Version;
  here: boolean;
  open: number;
  onChoose: () => void;
  over: "before" | "after" | null;
  dragging: ReturnType<ReturnType<typeof useDragging>["handlers"]> | null;
}) {
  const status = useStatus(version.id);
  const element = useRef<HTMLButtonElement>(null);
  const poster = version.representations.find(({ role }) => role === "POSTER");
  useEffect(() => {
    if (here) element.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [here]);
  return (
    <button
      ref={element}
      type="button"
      className={`${styles.entry} ${over === null ? "" : styles[over]}`}
      aria-current={here ? "true" : undefined}
      data-testid="playlist-version"
      onClick={onChoose}
      {...dragging}
    >
      {poster ? (
        <img className={styles.poster} src={poster.url} alt="" loading="lazy" draggable={false} />
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
