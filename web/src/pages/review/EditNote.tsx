import { type FormEvent, useState } from "react";
import { Button } from "../../design/Button";
import { TextArea } from "../../design/Field";
import type { Comment } from "../../room/log";
import { words } from "../../words/en";
import styles from "./boxes.module.css";
import { takeFocus } from "./focus";
import { useReview } from "./useReview";

const say = words.review.notes;

/** Other words for one's own note. They wait in the queue like new notes do; where somebody was first, both texts are shown then. */
export function EditNote({ comment, onDone }: { comment: Comment; onDone: () => void }) {
  const review = useReview();
  // What was there when the editing began: whatever came since is somebody else's.
  const [seen] = useState({ expectedVersion: comment.version, before: comment.text });
  const [text, setText] = useState(comment.text);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = text.trim();
    if (wanted === "") return;
    if (wanted !== seen.before)
      void review.add({ kind: "edit", input: { id: comment.id, ...seen, text: wanted } });
    onDone();
  };
  return (
    <form className={styles.box} onSubmit={submit}>
      <TextArea
        label={say.edit}
        hideLabel
        value={text}
        ref={takeFocus}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") onDone();
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
        }}
      />
      <div className={styles.deeds}>
        <Button onClick={onDone}>{say.cancel}</Button>
        <Button type="submit" kind="primary" disabled={text.trim() === ""}>
          {say.save}
        </Button>
      </div>
    </form>
  );
}
