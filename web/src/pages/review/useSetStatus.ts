import { say as sayAloud } from "../../design/toastStore";
import { ask, Unreachable } from "../../graphql/ask";
import { type CommentStatus, EditCommentDocument } from "../../graphql/generated";
import type { Comment } from "../../room/log";
import { newId } from "../../room/outbox";
import { words } from "../../words/en";
import { conflictIn } from "./conflictIn";
import { useReview } from "./useReview";

const TRIES = 4;

/** Resolve a note or open it again. Who changed its words meanwhile is in no conflict with that: it is tried on the newer state. */
export function useSetStatus(comment: Comment): (status: CommentStatus) => Promise<void> {
  const review = useReview();
  return async (status) => {
    let expectedVersion = comment.version;
    try {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const { editComment } = await ask(EditCommentDocument, {
          input: { id: comment.id, expectedVersion, status, clientMutationId: newId() },
        });
        review.heard({ comment: editComment.comment });
        const [problem] = editComment.problems;
        if (problem === undefined) return;
        const current = conflictIn(problem);
        if (current === null) {
          sayAloud(problem.message, "error");
          return;
        }
        review.heard({ comment: current });
        if (current.status === status) return;
        expectedVersion = current.version;
      }
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      sayAloud(error instanceof Unreachable ? words.app.unreachable : error.message, "error");
    }
  };
}
