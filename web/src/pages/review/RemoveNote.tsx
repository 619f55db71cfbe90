import { useState } from "react";
import { Button } from "../../design/Button";
import { Dialog } from "../../design/Dialog";
import { Notice } from "../../design/Notice";
import { ask, Unreachable } from "../../graphql/ask";
import { DeleteCommentDocument } from "../../graphql/generated";
import type { Comment } from "../../room/log";
import { newId } from "../../room/outbox";
import { words } from "../../words/en";
import { useReview } from "./useReview";

const say = words.review.notes;

/** Asks before the words of a note go for everyone. */
export function RemoveNote({ comment, onClose }: { comment: Comment; onClose: () => void }) {
  const review = useReview();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const remove = async () => {
    setBusy(true);
    try {
      const { deleteComment } = await ask(DeleteCommentDocument, {
        input: { id: comment.id, clientMutationId: newId() },
      });
      review.heard({ comment: deleteComment.comment });
      if (deleteComment.problems[0]) setProblem(deleteComment.problems[0].message);
      else onClose();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      setProblem(error instanceof Unreachable ? words.app.unreachable : error.message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={say.removeTitle}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{say.cancel}</Button>
          <Button kind="danger" busy={busy} onClick={() => void remove()}>
            {say.remove}
          </Button>
        </>
      }
    >
      <p dir="auto">“{comment.text}”</p>
      <p>{say.removeHint}</p>
      {problem && <Notice kind="error" title={problem} />}
    </Dialog>
  );
}
