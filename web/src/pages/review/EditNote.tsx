import { type FormEvent, useState } from "react";
import { Button } from "../../design/Button";
import { TextArea } from "../../design/Field";
import { ask, Unreachable } from "../../graphql/ask";
import { EditCommentDocument } from "../../graphql/generated";
import type { Comment } from "../../room/log";
import { newId } from "../../room/outbox";
import { words } from "../../words/en";
import styles from "./boxes.module.css";
import { Conflict } from "./Conflict";
import { conflictIn } from "./conflictIn";
import { takeFocus } from "./focus";
import { useReview } from "./useReview";

const say = words.review.notes;

/** Other words for one's own note. Where somebody was first, both texts are shown and nothing is written over unseen. */
export function EditNote({ comment, onDone }: { comment: Comment; onDone: () => void }) {
  const review = useReview();
  // What was there when the editing began: whatever came since is somebody else's.
  const [seen, setSeen] = useState({ version: comment.version, text: comment.text });
  const [text, setText] = useState(comment.text);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [conflict, setConflict] = useState<Comment | null>(null);

  const save = async (expectedVersion: number, before: string): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      const { editComment } = await ask(EditCommentDocument, {
        input: { id: comment.id, expectedVersion, text: text.trim(), clientMutationId: newId() },
      });
      review.heard({ comment: editComment.comment });
      const [found] = editComment.problems;
      const current = found && conflictIn(found);
      if (found === undefined) onDone();
      else if (current) {
        review.heard({ comment: current });
        // Resolved or opened meanwhile, with the same words: no words would be lost.
        if (current.text === before && !current.deleted) await save(current.version, before);
        else setConflict(current);
      } else setProblem(found.message);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      setProblem(error instanceof Unreachable ? words.app.unreachable : error.message);
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save(seen.version, seen.text);
  };
  return (
    <form className={styles.box} onSubmit={submit}>
      <TextArea
        label={say.edit}
        hideLabel
        value={text}
        problem={problem}
        ref={takeFocus}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") onDone();
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
        }}
      />
      <div className={styles.deeds}>
        <Button onClick={onDone}>{say.cancel}</Button>
        <Button type="submit" kind="primary" busy={busy} disabled={text.trim() === ""}>
          {say.save}
        </Button>
      </div>
      {conflict && (
        <Conflict
          current={conflict}
          yours={text}
          onTheirs={onDone}
          onYours={(merged) => {
            setText(merged);
            setSeen({ version: conflict.version, text: conflict.text });
            setConflict(null);
          }}
        />
      )}
    </form>
  );
}
