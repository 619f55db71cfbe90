import { ask, Refused } from "../graphql/ask";
import {
  AddAnnotationDocument,
  AddCommentDocument,
  DecideVersionDocument,
  DeleteCommentDocument,
  RedoAnnotationDocument,
  RemoveAnnotationDocument,
  UndoAnnotationDocument,
} from "../graphql/generated";
import type { Heard } from "./logFollower";
import type { Note, NoteInput } from "./noteStore";
import type { Receipt } from "./outbox";
import { sendChange } from "./sendChange";
import { FileRefused, sendFile } from "./sendFiles";
import { sendOrder } from "./sendOrder";

/** What is done with what comes of a note on its way. */
export interface Sending {
  /** Takes what the server made of it, so that it is seen before its event comes. */
  heard: (thing: Heard) => void;
  /** Makes what the note is now outlive the page. */
  keep: (what: NoteInput) => Promise<void>;
  /** How much of its files is with the server, 0 to 1. */
  progress: (part: number) => void;
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

type Said = Extract<NoteInput, { kind: "comment" }>;

/** Bring a note's files to the server. Their ids are kept before the note goes out: sent again, it has to name the same ones. */
async function withFiles(what: Said, { keep, progress }: Sending): Promise<Said["input"]> {
  const { files = [], input } = what;
  const attachments = [...(input.attachments ?? [])];
  for (const [place, file] of files.entries()) {
    if (attachments[place] !== undefined) continue;
    attachments.push(await sendFile(file, (part) => progress((place + part) / files.length)));
    await keep({ ...what, input: { ...input, attachments: [...attachments] } });
  }
  return files.length > 0 ? { ...input, attachments } : input;
}

async function delivered({ what, clientMutationId }: Note, sending: Sending): Promise<Receipt> {
  const { heard } = sending;
  switch (what.kind) {
    case "comment": {
      const input = await withFiles(what, sending);
      const { addComment } = await ask(AddCommentDocument, { input: { ...input, clientMutationId } });
      heard({ comment: addComment.comment });
      return receipt(addComment);
    }
    case "drawing": {
      const { addAnnotation } = await ask(AddAnnotationDocument, {
        input: { ...what.input, clientMutationId },
      });
      heard({ drawing: addAnnotation.annotation });
      return receipt(addAnnotation);
    }
    case "undo": {
      const { undoAnnotation } = await ask(UndoAnnotationDocument, {
        input: { ...what.input, clientMutationId },
      });
      heard({ drawing: undoAnnotation.annotation });
      return receipt(undoAnnotation);
    }
    case "redo": {
      const { redoAnnotation } = await ask(RedoAnnotationDocument, {
        input: { ...what.input, clientMutationId },
      });
      heard({ drawing: redoAnnotation.annotation });
      return receipt(redoAnnotation);
    }
    case "delete": {
      const { deleteComment } = await ask(DeleteCommentDocument, {
        input: { ...what.input, clientMutationId },
      });
      heard({ comment: deleteComment.comment });
      return receipt(deleteComment);
    }
    case "removeDrawing": {
      const { removeAnnotation } = await ask(RemoveAnnotationDocument, {
        input: { ...what.input, clientMutationId },
      });
      heard({ drawing: removeAnnotation.annotation });
      return receipt(removeAnnotation);
    }
    case "decide": {
      const { decideVersion } = await ask(DecideVersionDocument, {
        input: { ...what.input, clientMutationId },
      });
      heard({ decision: decideVersion.decision });
      return receipt(decideVersion);
    }
    case "arrange":
      return sendOrder(what.input, clientMutationId, (head) => heard({ head }), receipt);
    default:
      return sendChange(what, clientMutationId, (comment) => heard({ comment }), receipt);
  }
}

/** Send a note to the server. Throws where it should be sent again later. */
export async function sendNote(note: Note, sending: Sending): Promise<Receipt> {
  try {
    return await delivered(note, sending);
  } catch (error) {
    if (error instanceof Refused || error instanceof FileRefused)
      return { seq: null, refusal: error.message };
    throw error;
  }
}
