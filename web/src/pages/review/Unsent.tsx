import { Button } from "../../design/Button";
import type { Note } from "../../room/noteStore";
import { words } from "../../words/en";
import styles from "./Unsent.module.css";
import { useReview, useReviewState } from "./useReview";

const say = words.review.notes;

function textOf({ what }: Note): string {
  switch (what.kind) {
    case "comment":
      return what.input.text;
    case "drawing":
      return say.drew(what.input.marks.length);
    case "undo":
      return words.review.draw.undo;
    case "redo":
      return words.review.draw.redo;
  }
}

/** What was said here and is not with the others yet, in the order it will go out. */
export function Unsent() {
  const review = useReview();
  const notes = useReviewState((state) => state.notes);
  const sending = useReviewState((state) => state.sending);
  if (notes.length === 0) return null;
  return (
    <ul className={styles.list} aria-label={say.unsent}>
      {notes.map((note) => (
        <li
          key={note.place}
          className={note.refusal === undefined ? styles.note : styles.refused}
          data-testid="unsent"
        >
          <p className={styles.text} dir="auto">
            {textOf(note)}
          </p>
          {note.refusal === undefined ? (
            <small>{sending?.place === note.place ? say.sending : say.unsent}</small>
          ) : (
            <>
              <small role="alert">
                {say.refused}: {note.refusal}
              </small>
              <div className={styles.deeds}>
                <Button onClick={() => void review.retry(note)}>{say.again}</Button>
                <Button kind="danger" onClick={() => void review.discard(note)}>
                  {say.discard}
                </Button>
              </div>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
