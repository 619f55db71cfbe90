import type { Comment, Drawing } from "../../room/log";

export type Shown = "open" | "resolved" | "all";
export type Order = "frame" | "newest";

export interface Choice {
  shown: Shown;
  order: Order;
  /** Only what is about this version; null for all. */
  versionId: string | null;
}

/** What stands in the list as one: a note with its answers, or a drawing. */
export type Row =
  | { kind: "thread"; id: string; start: number; at: string; comment: Comment; replies: readonly Comment[] }
  | { kind: "drawing"; id: string; start: number; at: string; drawing: Drawing };

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
    });
  }
  for (const drawing of choice.shown === "resolved" ? [] : drawings)
    if (choice.versionId === null || drawing.on.id === choice.versionId)
      rows.push({ kind: "drawing", id: drawing.id, start: drawing.at.start, at: drawing.createdAt, drawing });
  return rows.sort(choice.order === "frame" ? byFrame : byNewest);
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
