import type { Comment } from "./log";
import { type Note, type NoteInput, type NoteStore, type Refusal, refused } from "./noteStore";

/** What became of a note that reached the server. */
export interface Receipt {
  /** The event that it became; null where the server had it already under another number. */
  seq: number | null;
  /** Why the server will not have it; null where it has. */
  refusal: string | null;
  /** What stands there instead, where that is why. */
  current?: Comment;
}

/**
 * Sends one note. Throws where the server cannot be reached: the note is sent again then, with the same id. `keep` makes what it
 * is now outlive the page before it goes on.
 */
export type SendNote = (note: Note, keep: (what: NoteInput) => Promise<void>) => Promise<Receipt>;

export interface OutboxState {
  /** In the order they were made; those that were refused too. */
  notes: readonly Note[];
  /** The one on its way; null while none is. */
  sending: Note | null;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8000;

/**
 * Unsent notes of one person in one session. They are kept before they are sent, go out one after the other in the order they
 * were made, and leave when the server has them. The id of a note makes sending it again harmless, so a note whose answer was
 * lost is sent again. A note that the server refuses waits for its author and lets the others pass.
 */
export class Outbox {
  private notes: Note[] = [];
  private sending: Note | null = null;
  private running = false;
  private stopped = false;
  private failures = 0;
  private wake: (() => void) | null = null;

  constructor(
    private store: NoteStore,
    private sessionId: string,
    private authorId: string,
    private send: SendNote,
    private tell: (state: OutboxState) => void,
    /** Runs the sending such that only one window of a browser does it at a time. */
    private alone: (work: () => Promise<void>) => Promise<void> = (work) => work(),
  ) {}

  /** Read what an earlier page left, and send it. */
  async start(): Promise<void> {
    this.stopped = false;
    const left = await this.store.of(this.sessionId, this.authorId);
    const places = new Set(left.map(({ place }) => place));
    this.notes = [...left, ...this.notes.filter(({ place }) => !places.has(place))];
    this.told();
    this.run();
  }

  stop(): void {
    this.stopped = true;
    this.wake?.();
  }

  /** Keep something to send; it is safe once this returns. */
  async add(what: NoteInput): Promise<Note> {
    const note = await this.store.add({
      sessionId: this.sessionId,
      authorId: this.authorId,
      clientMutationId: newId(),
      what,
      madeAt: new Date().toISOString(),
    });
    this.notes = [...this.notes, note];
    this.told();
    this.run();
    return note;
  }

  /** The link is back: do not wait any longer. */
  hurry(): void {
    this.failures = 0;
    this.wake?.();
    this.run();
  }

  /** Send a refused note once more. */
  async retry(note: Note): Promise<void> {
    await this.store.refuse(note.place, null);
    this.notes = this.notes.map((each) => (each.place === note.place ? refused(each, null) : each));
    this.told();
    this.run();
  }

  async discard(note: Note): Promise<void> {
    await this.store.remove(note.place);
    this.notes = this.notes.filter((each) => each.place !== note.place);
    this.told();
  }

  private run(): void {
    if (this.running || this.stopped || this.next() === undefined) return;
    this.running = true;
    void this.alone(() => this.drain()).finally(() => {
      this.running = false;
      this.run();
    });
  }

  private next(): Note | undefined {
    return this.notes.find((note) => note.refusal === undefined);
  }

  private async drain(): Promise<void> {
    // Another window may have sent some of these while this one waited for its turn.
    const held = new Set(this.notes.map(({ place }) => place));
    const kept = new Set((await this.store.of(this.sessionId, this.authorId)).map(({ place }) => place));
    this.notes = this.notes.filter(({ place }) => !held.has(place) || kept.has(place));
    for (let note = this.next(); note !== undefined && !this.stopped; note = this.next())
      await this.sendOne(note);
    this.sending = null;
    this.told();
  }

  private async sendOne(note: Note): Promise<void> {
    this.sending = note;
    this.told();
    let receipt: Receipt;
    try {
      receipt = await this.send(note, (what) => this.keep(note.place, what));
    } catch {
      // Lost on the way there or back: the same id makes a second time harmless.
      this.failures += 1;
      await this.pause(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.failures - 1)));
      return;
    }
    this.failures = 0;
    if (receipt.refusal === null) {
      await this.store.remove(note.place);
      this.notes = this.notes.filter(({ place }) => place !== note.place);
    } else {
      const { refusal, current } = receipt;
      const why: Refusal = { refusal, ...(current && { current }) };
      await this.store.refuse(note.place, why);
      this.notes = this.notes.map((each) => (each.place === note.place ? refused(each, why) : each));
    }
    this.sending = null;
    this.told();
  }

  private async keep(place: number, what: NoteInput): Promise<void> {
    await this.store.keepWhat(place, what);
    this.notes = this.notes.map((each) => (each.place === place ? { ...each, what } : each));
  }

  private pause(ms: number): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, ms);
      this.wake = () => {
        clearTimeout(timer);
        done();
      };
    });
  }

  private told(): void {
    if (!this.stopped) this.tell({ notes: this.notes, sending: this.sending });
  }
}

/** A new id that no other note has. `crypto.randomUUID` is there on safe origins only; a room on a local network may be on http. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Lets one window of the browser at a time work for a session; where the browser has no locks, all may. */
export function aloneInBrowser(sessionId: string): (work: () => Promise<void>) => Promise<void> {
  return async (work) => {
    if ("locks" in navigator) await navigator.locks.request(`reelgraph-outbox-${sessionId}`, work);
    else await work();
  };
}
