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
  onTheirs,
  onYours,
}: {
  current: Comment;
  yours: string;
  onTheirs: () => void;
  /** Go on with these words, which are now about what is there. */
  onYours: (text: string) => void;
}) {
  const [text, setText] = useState(yours);
  return (
    <Dialog
      title={say.title}
      wide
      onClose={() => onYours(text)}
      actions={
        <>
          <Button onClick={onTheirs}>{say.keepTheirs}</Button>
          <Button kind="primary" onClick={() => onYours(text)} disabled={current.deleted}>
            {say.useYours}
          </Button>
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
        <TextArea label={say.yours} rows={6} value={text} onChange={({ target }) => setText(target.value)} />
      </div>
    </Dialog>
  );
}
