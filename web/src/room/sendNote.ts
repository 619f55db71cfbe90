import { ask, Refused } from "../graphql/ask";
import {
  AddAnnotationDocument,
  AddCommentDocument,
  RedoAnnotationDocument,
  UndoAnnotationDocument,
} from "../graphql/generated";
import type { Comment, Drawing } from "./log";
import type { Note } from "./noteStore";
import type { Receipt } from "./outbox";

/** Where what the server made of a note goes, so that it is seen before its event comes. */
export interface Made {
  comment(comment: Comment): void;
  drawing(drawing: Drawing): void;
}

/** Problems that time may heal: the note waits in the queue. */
const PASSING = new Set(["RATE_LIMITED", "UNAVAILABLE"]);

class Later extends Error {
  override name = "Later";
}

interface Payload {
  seq: number | null;
  problems: { code: string; message: string }[];
}

function receipt({ seq, problems }: Payload): Receipt {
  const [problem] = problems;
  if (problem && PASSING.has(problem.code)) throw new Later(problem.message);
  return { seq, refusal: problem?.message ?? null };
}

async function delivered({ what, clientMutationId }: Note, made: Made): Promise<Receipt> {
  switch (what.kind) {
    case "comment": {
      const { addComment } = await ask(AddCommentDocument, { input: { ...what.input, clientMutationId } });
      if (addComment.comment) made.comment(addComment.comment);
      return receipt(addComment);
    }
    case "drawing": {
      const { addAnnotation } = await ask(AddAnnotationDocument, {
        input: { ...what.input, clientMutationId },
      });
      if (addAnnotation.annotation) made.drawing(addAnnotation.annotation);
      return receipt(addAnnotation);
    }
    case "undo": {
      const { undoAnnotation } = await ask(UndoAnnotationDocument, {
        input: { ...what.input, clientMutationId },
      });
      if (undoAnnotation.annotation) made.drawing(undoAnnotation.annotation);
      return receipt(undoAnnotation);
    }
    case "redo": {
      const { redoAnnotation } = await ask(RedoAnnotationDocument, {
        input: { ...what.input, clientMutationId },
      });
      if (redoAnnotation.annotation) made.drawing(redoAnnotation.annotation);
      return receipt(redoAnnotation);
    }
  }
}

/** Send a note to the server. Throws where it should be sent again later. */
export async function sendNote(note: Note, made: Made): Promise<Receipt> {
  try {
    return await delivered(note, made);
  } catch (error) {
    if (error instanceof Refused) return { seq: null, refusal: error.message };
    throw error;
  }
}
