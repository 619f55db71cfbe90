import { useState } from "react";
import { Button } from "../../design/Button";
import { Dialog } from "../../design/Dialog";
import { TextArea } from "../../design/Field";
import type { Comment } from "../../room/log";
import { words } from "../../words/en";
import styles from "./boxes.module.css";

const say = words.review.conflict;

/** Two texts for one note: what is there now, and what was not written. The words of a person decide which stay. */
export function Conflict({
  current,
  yours,
  onLeave,
  onTheirs,
  onYours,
}: {
  current: Comment;
  /** The words that were not written; null where it was no change of words. */
  yours: string | null;
  /** Decide later: nothing is lost meanwhile. */
  onLeave: () => void;
  onTheirs: () => void;
  /** Write these words over what is there. */
  onYours: (text: string) => void;
}) {
  const [text, setText] = useState(yours ?? "");
  return (
    <Dialog
      title={say.title}
      wide
      onClose={onLeave}
      actions={
        <>
          <Button onClick={onTheirs}>{say.keepTheirs}</Button>
          {yours !== null && (
            <Button
              kind="primary"
              onClick={() => onYours(text.trim())}
              disabled={current.deleted || text.trim() === ""}
            >
              {say.useYours}
            </Button>
          )}
        </>
      }
    >
      <p>{current.deleted ? say.gone : say.hint}</p>
      <div className={styles.both} data-testid="conflict">
        <section>
          <h3>{say.theirs}</h3>
          <p className={styles.theirs} dir="auto">
            {current.deleted ? say.gone : current.text}
          </p>
        </section>
        {yours !== null && (
          <TextArea
            label={say.yours}
            rows={6}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        )}
      </div>
    </Dialog>
  );
}
