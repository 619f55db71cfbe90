import type { EditCommentMutation } from "../../graphql/generated";
import type { Comment } from "../../room/log";

type Problem = EditCommentMutation["editComment"]["problems"][number];

/** The note as it is now, where somebody changed it first; null where that is not the problem. */
export function conflictIn(problem: Problem): Comment | null {
  if (problem.__typename !== "ConflictProblem") return null;
  const { current } = problem;
  return current !== null && "id" in current ? (current as Comment) : null;
}
