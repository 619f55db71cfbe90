import { memo } from "react";
import { AnswerBox } from "./AnswerBox";
import { DrawnFor } from "./DrawnFor";
import { NoteItem } from "./NoteItem";
import styles from "./NoteThread.module.css";
import { useNotePlace } from "./noteContext";
import type { Thread } from "./threads";

/** A note, what was drawn for it, and what was answered to it. */
export const NoteThread = memo(
  function NoteThread({ comment, replies, drawings }: Thread) {
    const { answering } = useNotePlace();
    return (
      <article className={styles.thread}>
        <NoteItem comment={comment} />
        {drawings.map((drawing) => (
          <DrawnFor key={drawing.id} drawing={drawing} />
        ))}
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
    same(before.replies, after.replies) &&
    same(before.drawings, after.drawings),
);

function same<T>(before: readonly T[], after: readonly T[]): boolean {
  return before.length === after.length && before.every((thing, place) => thing === after[place]);
}
