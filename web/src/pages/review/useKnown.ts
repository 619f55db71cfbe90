import { useMemo } from "react";
import type { Comment, Drawing } from "../../room/log";
import { waitsFor, withoutRemoved, withWaiting } from "../../room/waiting";
import { useReviewState } from "./useReview";

/** All notes, with what was changed here and waits to be sent. */
export function useComments(): readonly Comment[] {
  const comments = useReviewState((state) => state.view.comments);
  const notes = useReviewState((state) => state.notes);
  return useMemo(() => withWaiting(comments, notes), [comments, notes]);
}

/** All drawings that stand, without those taken away here. */
export function useDrawings(): readonly Drawing[] {
  const drawings = useReviewState((state) => state.view.drawings);
  const notes = useReviewState((state) => state.notes);
  return useMemo(() => withoutRemoved(drawings, notes), [drawings, notes]);
}

/** Whether a change of this note waits to be sent. */
export function useWaits(commentId: string): boolean {
  return useReviewState((state) => waitsFor(state.notes, commentId));
}
