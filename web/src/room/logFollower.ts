import { readBothEnds } from "../begin/bothEnds";
import { Refused } from "../graphql/ask";
import type { OpenSessionQuery } from "../graphql/generated";
import {
  type Comment,
  type Decision,
  type Drawing,
  GapInLog,
  type SessionEvent,
  type SessionHead,
  SessionLog,
  type SessionView,
} from "./log";

export type Opening = NonNullable<OpenSessionQuery["reviewSession"]> & { viewer: OpenSessionQuery["me"] };

export interface Page<T> {
  edges: { node: T }[];
  pageInfo: {
    hasNextPage: boolean;
    endCursor: string | null;
    hasPreviousPage?: boolean;
    startCursor?: string | null;
  };
}

/** Where a session's log comes from. */
export interface LogSource {
  /** The session as it is now, with the first page of everything; null where there is none to see. Throws when unreachable. */
  open(): Promise<Opening | null>;
  /** A page of what was said after a place, or before one or the end; null where there is no session any more. */
  commentsAfter(cursor: string): Promise<Page<Comment> | null>;
  commentsBefore(cursor: string | null): Promise<Page<Comment> | null>;
  drawingsAfter(cursor: string): Promise<Page<Drawing> | null>;
  /** Events from after `after()` on, asked anew after each lost link. Returns how to stop. */
  follow(after: () => number, sink: { next: (event: SessionEvent) => void; ended: () => void }): () => void;
}

export interface LogListener {
  changed(view: SessionView): void;
  /** The session itself, once it was read: the first time and after each resync. */
  opened(opening: Opening): void;
  missing(): void;
  /** The server will not tell, however often it is asked; in words for people. */
  failed(message: string): void;
  /** All pages of the snapshot are here. */
  complete(): void;
}

/** What the server answered to a change. */
export interface Heard {
  comment?: Comment | null;
  drawing?: Drawing | null;
  decision?: Decision | null;
  head?: SessionHead | null;
}

const TELL_MS = 16;
/** The rest of a long session is shown in a few steps, not in one for each page of it. */
const TELL_REST_MS = 1000;
const AGAIN_MS = 1000;

/**
 * Reads a session once, then follows its log after the number that it was read at. Whatever is lost on the way is asked for
 * again by its number; `Resync` begins with the session once more.
 */
export class LogFollower {
  private log = new SessionLog();
  private stopFollowing: (() => void) | null = null;
  private stopped = false;
  private telling: ReturnType<typeof setTimeout> | null = null;
  private tellingAt = 0;
  private reading = 0;

  constructor(
    private source: LogSource,
    private listener: LogListener,
  ) {}

  start(): void {
    this.stopped = false;
    void this.read();
  }

  stop(): void {
    this.stopped = true;
    this.reading += 1;
    this.stopFollowing?.();
    this.stopFollowing = null;
    if (this.telling !== null) clearTimeout(this.telling);
    this.telling = null;
  }

  /** Take what the server answered to a change: the event that tells it may still be on its way. */
  take({ comment, drawing, decision, head }: Heard): void {
    if (head) this.log.setHead(head);
    if (decision) this.log.addDecisions([decision]);
    if (comment) this.log.addComments([comment]);
    if (drawing) this.log.addDrawings([drawing]);
    if (head) this.tellNow();
    else this.tellSoon();
  }

  private async read(): Promise<void> {
    this.reading += 1;
    const turn = this.reading;
    let opening: Opening | null;
    try {
      opening = await this.source.open();
    } catch (error) {
      // Not reachable now: the page says so, and it is asked again for as long as the page is open.
      if (error instanceof Refused) this.listener.failed(error.message);
      else this.again(turn);
      return;
    }
    if (this.stopped || turn !== this.reading) return;
    if (opening === null) {
      this.listener.missing();
      return;
    }
    const log = new SessionLog();
    log.seq = opening.seq;
    log.setHead(opening);
    log.addComments(opening.comments.edges.map(({ node }) => node));
    log.addDrawings(opening.annotations.edges.map(({ node }) => node));
    log.addDecisions(opening.decisions.edges.map(({ node }) => node));
    this.log = log;
    this.listener.opened(opening);
    this.listener.changed(log.now());
    this.follow();
    try {
      await this.readRest(log, opening);
    } catch {
      this.again(turn);
      return;
    }
    if (!this.stopped && turn === this.reading) {
      this.tellNow();
      this.listener.complete();
    }
  }

  private again(turn: number): void {
    setTimeout(() => {
      if (!this.stopped && turn === this.reading) void this.read();
    }, AGAIN_MS);
  }

  private async readRest(log: SessionLog, { seq, comments, annotations }: Opening): Promise<void> {
    const into =
      <T>(add: (things: T[]) => void) =>
      async (page: Promise<Page<T> | null>) => {
        const found = await page;
        if (found === null || this.stopped || log !== this.log) return null;
        add(found.edges.map(({ node }) => node));
        this.tellSoon(TELL_REST_MS);
        return found;
      };
    const said = into((page: Comment[]) => log.addComments(page));
    const drawn = into((page: Drawing[]) => log.addDrawings(page));
    const { source } = this;
    await Promise.all([
      // Nothing is said without an event: there are no more of them than the log is long.
      readBothEnds(comments.pageInfo, seq - comments.edges.length, {
        after: (cursor) => said(source.commentsAfter(cursor)),
        before: (cursor) => said(source.commentsBefore(cursor)),
      }),
      readBothEnds(annotations.pageInfo, seq - annotations.edges.length, {
        after: (cursor) => drawn(source.drawingsAfter(cursor)),
      }),
    ]);
  }

  private follow(): void {
    this.stopFollowing?.();
    this.stopFollowing = this.source.follow(() => this.log.seq, {
      next: (event) => this.hear(event),
      // Refused, or let go: the session itself says whether there is still something to see.
      ended: () => this.again(this.reading),
    });
  }

  private hear(event: SessionEvent): void {
    if (this.stopped) return;
    if (event.__typename === "Resync") {
      this.stopFollowing?.();
      this.stopFollowing = null;
      void this.read();
      return;
    }
    try {
      if (this.log.apply(event)) this.tellSoon();
    } catch (error) {
      if (!(error instanceof GapInLog)) throw error;
      this.follow();
    }
  }

  private tellSoon(within = TELL_MS): void {
    const at = performance.now() + within;
    if (this.telling !== null && this.tellingAt <= at) return;
    if (this.telling !== null) clearTimeout(this.telling);
    this.tellingAt = at;
    this.telling = setTimeout(() => this.tellNow(), within);
  }

  private tellNow(): void {
    if (this.telling !== null) clearTimeout(this.telling);
    this.telling = null;
    if (!this.stopped) this.listener.changed(this.log.now());
  }
}
