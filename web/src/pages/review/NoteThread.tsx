import { memo } from "react";
import type { Comment } from "../../room/log";
import { AnswerBox } from "./AnswerBox";
import { NoteItem } from "./NoteItem";
import styles from "./NoteThread.module.css";
import { useNotePlace } from "./noteContext";

interface ThreadProps {
  comment: Comment;
  replies: readonly Comment[];
}

/** A note and what was answered to it. */
export const NoteThread = memo(
  function NoteThread({ comment, replies }: ThreadProps) {
    const { answering } = useNotePlace();
    return (
      <article className={styles.thread}>
        <NoteItem comment={comment} />
        {replies.length > 0 && (
          <div className={styles.replies}>
            {replies.map((reply) => (
              <NoteItem key={reply.id} comment={reply} answer />
            ))}
          </div>
        )}
        {answering === comment.id && <AnswerBox comment={comment} />}
      </article>
    );
  },
  (before, after) =>
    before.comment === after.comment &&
    before.replies.length === after.replies.length &&
    before.replies.every((reply, place) => reply === after.replies[place]),
);
