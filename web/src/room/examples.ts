import type { Comment, SessionEvent } from "./log";

/** A note for tests, made at second `id`. */
export function comment(id: string, version = 1, text = id): Comment {
  return {
    id,
    version,
    text,
    status: "OPEN",
    deleted: false,
    createdAt: `2026-01-01T00:00:${id.padStart(2, "0")}Z`,
    editedAt: null,
    needsEyes: false,
    confidence: null,
    at: { start: 1, end: 2, startTimecode: "00:00:00:01" },
    on: { id: "v" },
    author: { id: "ann", name: "Ann" },
    replyTo: null,
    resolvedBy: null,
    mentions: [],
    attachments: [],
  };
}

/** The event that tells of a note. */
export function added(seq: number, id = String(seq)): SessionEvent {
  return { __typename: "CommentAdded", seq, comment: comment(id), annotations: [] };
}
