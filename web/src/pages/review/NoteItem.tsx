import { Check, MessageSquareReply, MoreHorizontal, RotateCcw } from "lucide-react";
import { useState } from "react";
import { Attachments } from "../../design/Attachments";
import { Badge } from "../../design/Badge";
import { IconButton } from "../../design/Button";
import { Icon } from "../../design/Icon";
import { Menu } from "../../design/Menu";
import type { Comment } from "../../room/log";
import { colourOf, initials } from "../../room/people";
import { words } from "../../words/en";
import { ago, date } from "../../words/format";
import { EditNote } from "./EditNote";
import { NeedsEyes } from "./NeedsEyes";
import styles from "./NoteItem.module.css";
import { NoteText } from "./NoteText";
import { useNotePlace } from "./noteContext";
import { RemoveNote } from "./RemoveNote";
import { useWaits } from "./useKnown";
import { useReview } from "./useReview";

const say = words.review.notes;

/** One note: who, where, what, and what can be done about it. */
export function NoteItem({ comment, answer = false }: { comment: Comment; answer?: boolean }) {
  const review = useReview();
  const place = useNotePlace();
  const [editing, setEditing] = useState(false);
  const [removing, setRemoving] = useState(false);
  const waits = useWaits(comment.id);
  const { author, at, deleted, status, editedAt, createdAt, needsEyes, resolvedBy } = comment;
  const own = author.id === review.viewerId;
  const version = comment.on.id === place.versionId ? undefined : place.versions.get(comment.on.id);
  const go = () => place.goTo(comment.on.id, at.start);
  const resolved = status === "RESOLVED";
  const mayResolve = own ? place.mayComment : place.mayResolveOthers;
  const mayPlace = own ? place.mayComment : place.mayPlaceOthers;
  const turn = () =>
    void review.add({
      kind: "status",
      input: {
        id: comment.id,
        expectedVersion: comment.version,
        status: resolved ? "OPEN" : "RESOLVED",
      },
    });
  const mayRemove = own ? place.mayComment : place.mayDeleteOthers;
  return (
    <div
      className={[styles.note, resolved ? styles.resolved : ""].join(" ")}
      data-testid="comment"
      data-comment={comment.id}
    >
      <span className={styles.face} style={{ background: colourOf(author.id) }} aria-hidden="true">
        {initials(author.name)}
      </span>
      <div className={styles.body}>
        <div className={styles.line}>
          <strong className={styles.author}>{author.name}</strong>
          {!answer && (
            <button type="button" className={styles.place} title={say.goTo(at.startTimecode)} onClick={go}>
              {version && `${version.asset.name} `}
              <span className="timecode">{at.startTimecode}</span>
              {at.end - at.start > 1 && ` +${at.end - at.start}`}
            </button>
          )}
          <time className={styles.when} dateTime={createdAt} title={date(createdAt)}>
            {ago(createdAt)}
            {editedAt !== null && `, ${say.edited}`}
          </time>
        </div>
        {editing ? (
          <EditNote comment={comment} onDone={() => setEditing(false)} />
        ) : deleted ? (
          <p className={styles.gone}>{say.deleted}</p>
        ) : (
          <NoteText text={comment.text} mentions={comment.mentions} onPress={go} />
        )}
        {!deleted && <Attachments of={comment.attachments} />}
        {needsEyes && !deleted && <NeedsEyes comment={comment} mayPlace={mayPlace} />}
        {waits && <small className={styles.waits}>{say.unsent}</small>}
        {resolved && resolvedBy && <Badge tone="good">{say.resolved(resolvedBy.name)}</Badge>}
      </div>
      {!editing && (
        <div className={styles.deeds}>
          {!answer && place.mayComment && (
            <IconButton
              label={say.reply}
              icon={MessageSquareReply}
              onClick={() => place.setAnswering(place.answering === comment.id ? null : comment.id)}
            />
          )}
          {!answer && !deleted && mayResolve && (
            <IconButton
              label={resolved ? say.reopen : say.resolve}
              icon={resolved ? RotateCcw : Check}
              onClick={turn}
            />
          )}
          {!deleted && (own || mayRemove) && place.mayComment && (
            <Menu label={say.more} icon={<Icon of={MoreHorizontal} />}>
              {own && (
                <button type="button" onClick={() => setEditing(true)}>
                  {say.edit}
                </button>
              )}
              {mayRemove && (
                <button type="button" onClick={() => setRemoving(true)}>
                  {say.remove}
                </button>
              )}
            </Menu>
          )}
        </div>
      )}
      {removing && <RemoveNote comment={comment} onClose={() => setRemoving(false)} />}
    </div>
  );
}
