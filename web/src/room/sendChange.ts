import { ask } from "../graphql/ask";
import { EditCommentDocument, type EditCommentMutation } from "../graphql/generated";
import type { Comment } from "./log";
import type { NoteChange } from "./noteStore";
import type { Receipt } from "./outbox";

type Problem = EditCommentMutation["editComment"]["problems"][number];
type Answer = EditCommentMutation["editComment"];

/** Tries of a change whose note others keep changing, before its author is asked. */
const TRIES = 8;

/** The note as it is now, where somebody changed it first; null where that is not the problem. */
export function conflictIn(problem: Problem | undefined): Comment | null {
  if (problem?.__typename !== "ConflictProblem") return null;
  const { current } = problem;
  return current !== null && "id" in current ? (current as Comment) : null;
}

/** Whether the note is as the change would have it, whoever made it so. */
function isDone(current: Comment, change: NoteChange): boolean {
  if (current.deleted) return false;
  switch (change.kind) {
    case "edit":
      return current.text === change.input.text;
    case "status":
      return current.status === change.input.status;
    case "place":
      return current.at.start === change.input.at.start && current.at.end === change.input.at.end;
  }
}

/** Whether the change may be made on a newer state of the note: no words of anybody would be lost that its author did not see. */
function mayGoOn(current: Comment, change: NoteChange): boolean {
  if (current.deleted) return false;
  return change.kind !== "edit" || current.text === change.input.before;
}

function wanted({ kind, input }: NoteChange) {
  switch (kind) {
    case "edit":
      return { text: input.text };
    case "status":
      return { status: input.status };
    case "place":
      return { at: input.at };
  }
}

/**
 * Change a note. Where it changed meanwhile and nothing would be lost, the change is made on what is there now; else the receipt
 * says what is there. `receiptOf` reads what problems there are besides.
 */
export async function sendChange(
  change: NoteChange,
  clientMutationId: string,
  heard: (comment: Comment) => void,
  receiptOf: (answer: Answer) => Receipt,
): Promise<Receipt> {
  let { expectedVersion } = change.input;
  for (let tries = 1; ; tries += 1) {
    // An id for each state that it is made on: the same id for something else would be refused.
    const id = `${clientMutationId}.${expectedVersion}`;
    const { editComment } = await ask(EditCommentDocument, {
      input: { id: change.input.id, expectedVersion, ...wanted(change), clientMutationId: id },
    });
    if (editComment.comment) heard(editComment.comment);
    const current = conflictIn(editComment.problems[0]);
    if (current === null) return receiptOf(editComment);
    heard(current);
    if (isDone(current, change)) return { seq: null, refusal: null };
    if (!mayGoOn(current, change) || tries === TRIES) return { ...receiptOf(editComment), current };
    expectedVersion = current.version;
  }
}
