import type { Comment, Drawing } from "../../room/log";

export type Shown = "open" | "resolved" | "all";
export type Order = "frame" | "newest";

export interface Choice {
  shown: Shown;
  order: Order;
  /** Only what is about this version; null for all. */
  versionId: string | null;
}

export interface Thread {
  comment: Comment;
  replies: readonly Comment[];
  /** What its author drew for it. */
  drawings: readonly Drawing[];
}

/** What stands in the list as one: a note with its answers and what was drawn for it, or a drawing alone. */
export type Row =
  | ({ kind: "thread"; id: string; start: number; at: string } & Thread)
  | { kind: "drawing"; id: string; start: number; at: string; drawing: Drawing };

/** Within so long after a drawing its author says what it is about. */
const SOON_MS = 5 * 60_000;
/** The marks that come with a note are made with it, a little later. */
const TOGETHER_MS = 1000;

/** The rows of the list, in its order. Deleted notes stay only where somebody answered. */
export function rowsOf(comments: readonly Comment[], drawings: readonly Drawing[], choice: Choice): Row[] {
  const byId = new Map(comments.map((comment) => [comment.id, comment]));
  const answers = new Map<string, Comment[]>();
  const roots: Comment[] = [];
  for (const comment of comments) {
    const root = rootOf(comment, byId);
    if (root.id === comment.id) roots.push(comment);
    else if (!comment.deleted) answers.set(root.id, [...(answers.get(root.id) ?? []), comment]);
  }
  const drawnFor = grouped(drawings, noteFinder(roots));
  const rows: Row[] = [];
  for (const comment of roots) {
    const replies = answers.get(comment.id) ?? [];
    if (comment.deleted && replies.length === 0) continue;
    if (choice.versionId !== null && comment.on.id !== choice.versionId) continue;
    if (choice.shown !== "all" && (comment.status === "RESOLVED") !== (choice.shown === "resolved")) continue;
    rows.push({
      kind: "thread",
      id: comment.id,
      start: comment.at.start,
      at: comment.createdAt,
      comment,
      replies,
      drawings: drawnFor.get(comment.id) ?? [],
    });
  }
  for (const drawing of choice.shown === "resolved" ? [] : (drawnFor.get(null) ?? []))
    if (choice.versionId === null || drawing.on.id === choice.versionId)
      rows.push({ kind: "drawing", id: drawing.id, start: drawing.at.start, at: drawing.createdAt, drawing });
  return rows.sort(choice.order === "frame" ? byFrame : byNewest);
}

/**
 * Finds the note that a drawing is for: the next one that its author wrote on that frame, soon after. One draws, and then says
 * what is meant; a note that comes with marks is made just before they are.
 */
function noteFinder(notes: readonly Comment[]): (drawing: Drawing) => string | null {
  const byAuthor = grouped(
    notes.filter(({ deleted }) => !deleted),
    ({ author, on }) => `${author.id} ${on.id}`,
  );
  return ({ author, on, at, createdAt }) => {
    const drawn = Date.parse(createdAt);
    const said = (byAuthor.get(`${author.id} ${on.id}`) ?? []).find((note) => {
      const after = Date.parse(note.createdAt) - drawn;
      return -TOGETHER_MS <= after && after <= SOON_MS && note.at.start <= at.start && at.start < note.at.end;
    });
    return said?.id ?? null;
  };
}

function rootOf(comment: Comment, byId: ReadonlyMap<string, Comment>): Comment {
  const seen = new Set<string>();
  let root = comment;
  while (root.replyTo !== null && !seen.has(root.id)) {
    seen.add(root.id);
    const parent = byId.get(root.replyTo.id);
    if (parent === undefined) break;
    root = parent;
  }
  return root;
}

function byMaking(a: Row, b: Row): number {
  return a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1;
}

function byFrame(a: Row, b: Row): number {
  return a.start - b.start || byMaking(a, b);
}

function byNewest(a: Row, b: Row): number {
  return -byMaking(a, b);
}

function grouped<T, K>(things: readonly T[], keyOf: (thing: T) => K): Map<K, T[]> {
  const found = new Map<K, T[]>();
  for (const thing of things) {
    const key = keyOf(thing);
    const group = found.get(key);
    if (group) group.push(thing);
    else found.set(key, [thing]);
  }
  return found;
}
