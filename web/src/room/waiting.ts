import type { Comment, Decision, Drawing } from "./log";
import type { Note } from "./noteStore";

function isWaiting({ refusal }: Note): boolean {
  return refusal === undefined;
}

/** Whether a change of this note waits to be sent. */
export function waitsFor(notes: readonly Note[], commentId: string): boolean {
  return notes.some(
    (note) =>
      isWaiting(note) &&
      (note.what.kind === "edit" ||
        note.what.kind === "status" ||
        note.what.kind === "place" ||
        note.what.kind === "delete") &&
      note.what.input.id === commentId,
  );
}

function changed(comment: Comment, { what }: Note): Comment {
  switch (what.kind) {
    case "edit":
      return { ...comment, text: what.input.text };
    case "status":
      return { ...comment, status: what.input.status };
    case "place":
      return { ...comment, at: { ...comment.at, ...what.input.at }, needsEyes: false };
    case "delete":
      return { ...comment, text: "", deleted: true };
    default:
      return comment;
  }
}

/** The notes as they will be once what waits is sent: who changed something sees it changed. Those without a change stay the same. */
export function withWaiting(comments: readonly Comment[], notes: readonly Note[]): readonly Comment[] {
  const changes = new Map<string, Note[]>();
  for (const note of notes)
    if (isWaiting(note) && "id" in note.what.input && note.what.kind !== "removeDrawing")
      changes.set(note.what.input.id, [...(changes.get(note.what.input.id) ?? []), note]);
  if (changes.size === 0) return comments;
  return comments.map((comment) => changes.get(comment.id)?.reduce(changed, comment) ?? comment);
}

/** The drawings without those whose removal waits to be sent. */
export function withoutRemoved(drawings: readonly Drawing[], notes: readonly Note[]): readonly Drawing[] {
  const gone = new Set(
    notes.flatMap((note) =>
      isWaiting(note) && note.what.kind === "removeDrawing" ? [note.what.input.id] : [],
    ),
  );
  return gone.size === 0 ? drawings : drawings.filter(({ id }) => !gone.has(id));
}

/** The playlist as it was ordered here and waits to be sent; null where none does. */
export function wantedOrder(notes: readonly Note[]): readonly string[] | null {
  const last = notes.findLast((note) => isWaiting(note) && note.what.kind === "arrange");
  return last?.what.kind === "arrange" ? last.what.input.versions : null;
}

/** What is decided about a version, be it sent or waiting; null for nothing. */
export function decided(
  versionId: string,
  decisions: readonly Decision[],
  notes: readonly Note[],
): string | null {
  const waits = notes.findLast(
    (note) => isWaiting(note) && note.what.kind === "decide" && note.what.input.versionId === versionId,
  );
  if (waits?.what.kind === "decide") return waits.what.input.status;
  return decisions.findLast(({ on }) => on.id === versionId)?.status ?? null;
}
