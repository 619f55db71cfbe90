import { createStore, type StoreApi } from "zustand/vanilla";
import { rememberInvited } from "../begin/invited";
import type { OpenSessionQuery } from "../graphql/generated";
import { useLink } from "../graphql/link";
import { ServerClock } from "./clock";
import { emptyView, type SessionView } from "./log";
import { type Heard, LogFollower, type Opening } from "./logFollower";
import { type KeptDraft, type Note, type NoteInput, type NoteStore, openNoteStore } from "./noteStore";
import { aloneInBrowser, Outbox } from "./outbox";
import type { RoomNow } from "./playhead";
import { type Participant, RoomFollower, type Signal } from "./roomFollower";
import { sendNote } from "./sendNote";
import { sessionSource } from "./sessionSource";

export type Project = NonNullable<OpenSessionQuery["reviewSession"]>["project"];

export interface ReviewState {
  phase: "opening" | "open" | "missing" | "failed";
  /** Why it could not be opened; null unless that is so. */
  failure: string | null;
  project: Project | null;
  view: SessionView;
  /** Whether all of the session is here, not only the first of it. */
  whole: boolean;
  /** What waits to be sent, in order. */
  notes: readonly Note[];
  sending: Note | null;
  /** How much of its files is with the server, 0 to 1. */
  progress: number;
  /** Whether notes outlive the page; browsers that keep no database for a page are rare, but there are some. */
  kept: boolean;
  me: Participant | null;
  room: RoomNow | null;
  /** What others show just now and nobody keeps, by who shows it. */
  signals: ReadonlyMap<string, Signal>;
  /** What was refused last in the room. */
  refusal: string | null;
}

const SIGNAL_MS = 4000;

/** One open review: what it holds, what waits to be sent, and the room. Everything that the page shows comes from `store`. */
export class Review {
  readonly store: StoreApi<ReviewState>;
  readonly clock = new ServerClock();
  readonly room: RoomFollower;
  private follower: LogFollower;
  private outbox: Outbox | null = null;
  private drafts: NoteStore | null = null;
  private readyToKeep: () => void = () => {};
  private opened = new Promise<void>((ready) => {
    this.readyToKeep = ready;
  });
  private timers = new Map<string, ReturnType<typeof setTimeout>>();
  private forgetLink: (() => void) | null = null;

  /** Who looks; known once the session is open. */
  viewerId = "";
  /** Whether a guest link let them in. */
  guest = false;
  /** Whether that link opens this session alone, and nothing of its project. */
  invitedHere = false;

  constructor(readonly sessionId: string) {
    this.store = createStore<ReviewState>()(() => ({
      phase: "opening",
      failure: null,
      project: null,
      view: emptyView,
      whole: false,
      notes: [],
      sending: null,
      progress: 0,
      kept: true,
      me: null,
      room: null,
      signals: new Map(),
      refusal: null,
    }));
    this.follower = new LogFollower(sessionSource(sessionId), {
      changed: (view) => this.set({ view }),
      opened: (opening) => this.openedAs(opening),
      missing: () => this.set({ phase: "missing" }),
      failed: (failure) => this.set({ phase: "failed", failure }),
      complete: () => this.set({ whole: true }),
    });
    this.room = new RoomFollower(sessionId, this.clock, {
      joined: (me) => this.set({ me }),
      changed: (room) => this.set({ room }),
      signalled: (signal) => this.show(signal),
      refused: (refusal) => this.set({ refusal }),
    });
  }

  start(displayName: string | null): void {
    this.follower.start();
    this.room.start(displayName);
    this.forgetLink = useLink.subscribe((now, before) => {
      if (now.lostAt === null && before.lostAt !== null) this.outbox?.hurry();
    });
  }

  stop(): void {
    this.follower.stop();
    this.room.stop();
    this.outbox?.stop();
    this.forgetLink?.();
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  /** Keep something to send. It is safe against a lost link and a closed page once this returns. */
  async add(what: NoteInput): Promise<void> {
    await this.opened;
    await this.outbox?.add(what);
  }

  async retry(note: Note): Promise<void> {
    await this.outbox?.retry(note);
  }

  async discard(note: Note): Promise<void> {
    await this.outbox?.discard(note);
  }

  /** What was being written at a place of this session when the page was last open; empty for nothing. */
  async draft(place: string): Promise<KeptDraft> {
    await this.opened;
    return (await this.drafts?.draft(this.draftKey(place))) ?? { text: "", files: [] };
  }

  async keepDraft(place: string, part: Partial<KeptDraft>): Promise<void> {
    await this.opened;
    await this.drafts?.keepDraft(this.draftKey(place), part);
  }

  /** Whatever somebody wrote here and the server does not have: the notes in order, and each draft by its place. */
  async unsent(viewerId: string): Promise<{ notes: Note[]; drafts: [place: string, draft: KeptDraft][] }> {
    const store = this.drafts ?? (await openNoteStore()).store;
    const prefix = `${this.sessionId} ${viewerId} `;
    const drafts = await store.drafts(prefix);
    return {
      notes: await store.of(this.sessionId, viewerId),
      drafts: drafts.map(([key, draft]) => [key.slice(prefix.length), draft]),
    };
  }

  /** What the server answered to a change; its event brings the same. */
  heard(thing: Heard): void {
    this.follower.take(thing);
  }

  clearRefusal(): void {
    this.set({ refusal: null });
  }

  private draftKey(place: string): string {
    return `${this.sessionId} ${this.viewerId} ${place}`;
  }

  private openedAs({ viewer, project }: Opening): void {
    const first = this.viewerId === "";
    this.viewerId = viewer.id;
    this.guest = viewer.kind === "GUEST";
    this.invitedHere = viewer.reviewSession !== null;
    rememberInvited(this.invitedHere);
    this.set({ project, phase: "open" });
    if (first) void this.openNotes().then(this.readyToKeep);
  }

  private async openNotes(): Promise<void> {
    const { store, kept } = await openNoteStore();
    this.drafts = store;
    this.set({ kept });
    this.outbox = new Outbox(
      store,
      this.sessionId,
      this.viewerId,
      (note, keep) =>
        sendNote(note, {
          heard: (thing) => this.heard(thing),
          keep,
          progress: (progress) => this.set({ progress }),
        }),
      ({ notes, sending }) => this.set({ notes, sending, ...(sending === null && { progress: 0 }) }),
      aloneInBrowser(this.sessionId),
    );
    await this.outbox.start();
  }

  private show(signal: Signal): void {
    const { participantId } = signal;
    clearTimeout(this.timers.get(participantId));
    this.setSignal(participantId, signal.kind === "clear" ? null : signal);
    this.timers.set(
      participantId,
      setTimeout(() => this.setSignal(participantId, null), SIGNAL_MS),
    );
  }

  private setSignal(participantId: string, signal: Signal | null): void {
    const signals = new Map(this.store.getState().signals);
    if (signal === null) signals.delete(participantId);
    else signals.set(participantId, signal);
    this.set({ signals });
  }

  private set(change: Partial<ReviewState>): void {
    this.store.setState(change);
  }
}
