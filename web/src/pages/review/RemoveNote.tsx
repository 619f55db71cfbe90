import { Button } from "../../design/Button";
import { Dialog } from "../../design/Dialog";
import type { Comment } from "../../room/log";
import { words } from "../../words/en";
import { useReview } from "./useReview";

const say = words.review.notes;

/** Asks before the words of a note go for everyone. */
export function RemoveNote({ comment, onClose }: { comment: Comment; onClose: () => void }) {
  const review = useReview();
  const remove = () => {
    void review.add({ kind: "delete", input: { id: comment.id } });
    onClose();
  };
  return (
    <Dialog
      title={say.removeTitle}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{say.cancel}</Button>
          <Button kind="danger" onClick={remove}>
            {say.remove}
          </Button>
        </>
      }
    >
      <p dir="auto">“{comment.text}”</p>
      <p>{say.removeHint}</p>
    </Dialog>
  );
}
