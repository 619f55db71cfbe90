import type {
  FollowSessionSubscription,
  SessionCommentFragment,
  SessionDecisionFragment,
  SessionDrawingFragment,
  SessionHeadFragment,
} from "../graphql/generated";

export type Comment = SessionCommentFragment;
export type Drawing = SessionDrawingFragment;
export type Decision = SessionDecisionFragment;
export type SessionHead = SessionHeadFragment;
export type SessionEvent = FollowSessionSubscription["sessionEvents"];

/** What a session holds as far as it is known here. A new object each time something changed. */
export interface SessionView {
  seq: number;
  head: SessionHead | null;
  comments: readonly Comment[];
  drawings: readonly Drawing[];
  decisions: readonly Decision[];
}

export const emptyView: SessionView = { seq: 0, head: null, comments: [], drawings: [], decisions: [] };

interface Versioned {
  id: string;
  version: number;
}

/**
 * The session as its log tells it. Things come from a snapshot and from events in any mixture: of two states of a thing the one
 * with the higher version is newer and stays, so a page of the snapshot that comes late takes nothing back.
 */
export class SessionLog {
  /** Number of the last event that is held; events up to it are not taken again. */
  seq = 0;
  private head: SessionHead | null = null;
  private comments = new Map<string, Comment>();
  private drawings = new Map<string, Drawing>();
  private decisions = new Map<string, Decision>();
  private view: SessionView | null = null;

  /** Take the event; false where it is no news. Throws GapInLog where one before it is missing. */
  apply(event: SessionEvent): boolean {
    if (event.seq <= this.seq) return false;
    if (event.seq !== this.seq + 1) throw new GapInLog(this.seq, event.seq);
    this.seq = event.seq;
    this.view = null;
    switch (event.__typename) {
      case "CommentAdded":
        this.addComments([event.comment]);
        this.addDrawings(event.annotations);
        break;
      case "CommentEdited":
      case "CommentStatusChanged":
      case "CommentDeleted":
        this.addComments([event.comment]);
        break;
      case "AnnotationAdded":
      case "AnnotationRemoved":
      case "AnnotationRestored":
        this.addDrawings([event.annotation]);
        break;
      case "VersionDecided":
        this.addDecisions([event.decision]);
        break;
      case "SessionChanged":
      case "PlaylistChanged":
      case "SessionClosed":
      case "SessionReopened":
        this.setHead(event.session);
        break;
      case "SessionOpened":
      case "VerdictGiven":
      case "Resync":
        break;
    }
    return true;
  }

  setHead(head: SessionHead): void {
    if (this.head !== null && head.version < this.head.version) return;
    this.head = head;
    this.view = null;
  }

  addComments(comments: readonly Comment[]): void {
    this.merge(this.comments, comments);
  }

  addDrawings(drawings: readonly Drawing[]): void {
    this.merge(this.drawings, drawings);
  }

  addDecisions(decisions: readonly Decision[]): void {
    for (const decision of decisions) this.decisions.set(decision.id, decision);
    this.view = null;
  }

  /** What is held now. Comments and drawings come in the order they were made, the same for everyone. */
  now(): SessionView {
    this.view ??= {
      seq: this.seq,
      head: this.head,
      comments: [...this.comments.values()].sort(byMaking),
      drawings: [...this.drawings.values()].filter(({ deleted }) => !deleted).sort(byMaking),
      decisions: [...this.decisions.values()].sort(byMaking),
    };
    return this.view;
  }

  private merge<T extends Versioned>(into: Map<string, T>, things: readonly T[]): void {
    for (const thing of things) {
      const held = into.get(thing.id);
      if (held === undefined || thing.version > held.version) into.set(thing.id, thing);
    }
    this.view = null;
  }
}

/** Events are missing: whoever follows has to ask again after the last one that is held. */
export class GapInLog extends Error {
  override name = "GapInLog";
  constructor(held: number, heard: number) {
    super(`after event ${held} came ${heard}`);
  }
}

interface Made {
  id: string;
  createdAt: string;
}

function byMaking(a: Made, b: Made): number {
  return a.createdAt < b.createdAt
    ? -1
    : a.createdAt > b.createdAt
      ? 1
      : a.id < b.id
        ? -1
        : a.id > b.id
          ? 1
          : 0;
}
