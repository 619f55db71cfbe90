import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type {
  AddAnnotationInput,
  AddCommentInput,
  CommentStatus,
  DecideVersionInput,
  FrameRangeInput,
} from "../graphql/generated";
import type { Comment } from "./log";

/** A file that comes with a note. */
export interface NoteFile {
  name: string;
  type: string;
  blob: Blob;
}

/** A change to a note that others may change too. `expectedVersion` is the one that its author saw. */
export type NoteChange =
  /** Other words, where `before` stood. */
  | { kind: "edit"; input: { id: string; expectedVersion: number; text: string; before: string } }
  | { kind: "status"; input: { id: string; expectedVersion: number; status: CommentStatus } }
  | { kind: "place"; input: { id: string; expectedVersion: number; at: FrameRangeInput } };

/** Another playlist of the room, in order. `before` is the one that its author saw; null where it does not matter. */
export interface PlaylistOrder {
  sessionId: string;
  versions: readonly string[];
  before: readonly string[] | null;
}

export type NoteInput =
  | { kind: "comment"; input: AddCommentInput; files?: readonly NoteFile[] }
  | { kind: "drawing"; input: AddAnnotationInput }
  | { kind: "undo" | "redo"; input: { sessionId: string } }
  | { kind: "delete" | "removeDrawing"; input: { id: string } }
  | { kind: "decide"; input: DecideVersionInput }
  | { kind: "arrange"; input: PlaylistOrder }
  | NoteChange;

/** Something said, drawn, changed or decided that the server has not confirmed yet. */
export interface Note {
  /** Place in the queue. */
  place: number;
  sessionId: string;
  authorId: string;
  clientMutationId: string;
  what: NoteInput;
  madeAt: string;
  /** Why the server will not have it; it waits for its author then. */
  refusal?: string;
  /** What stands at the server instead, where that is why. */
  current?: Comment;
}

interface Tables extends DBSchema {
  notes: { key: number; value: Omit<Note, "place"> & { place?: number }; indexes: { bySession: string } };
  drafts: { key: string; value: { key: string; text: string; files?: readonly NoteFile[] } };
}

/** Why the server will not have a note, and what stands there instead. */
export interface Refusal {
  refusal: string;
  current?: Comment;
}

/** The note with why it was refused, or without. */
export function refused<T extends Partial<Refusal>>(note: T, why: Refusal | null): T {
  const { refusal: _, current: __, ...rest } = note;
  return { ...rest, ...why } as T;
}

/** What was being written when the page was last open, and what was to come with it. */
export interface KeptDraft {
  text: string;
  files: readonly NoteFile[];
}

/** Where unsent notes and drafts outlive the page: the browser's own database. */
export interface NoteStore {
  add(note: Omit<Note, "place">): Promise<Note>;
  of(sessionId: string, authorId: string): Promise<Note[]>;
  /** Keep why the server will not have it, or forget that. */
  refuse(place: number, refusal: Refusal | null): Promise<void>;
  /** Keep what became of a note while it was sent: files that are with the server already. */
  keepWhat(place: number, what: NoteInput): Promise<void>;
  remove(place: number): Promise<void>;
  draft(key: string): Promise<KeptDraft>;
  /** Every draft whose key begins so, by its key. */
  drafts(prefix: string): Promise<[key: string, draft: KeptDraft][]>;
  /** Keep a part of a draft; the other part stays as it is. */
  keepDraft(key: string, part: Partial<KeptDraft>): Promise<void>;
}

const NAME = "reelgraph-review";
const emptyKept: KeptDraft = { text: "", files: [] };

/** Open the browser's database; where the browser keeps none for this page, notes live as long as the page (`kept` is false). */
export async function openNoteStore(): Promise<{ store: NoteStore; kept: boolean }> {
  try {
    const db = await openDB<Tables>(NAME, 1, {
      upgrade(made) {
        made
          .createObjectStore("notes", { keyPath: "place", autoIncrement: true })
          .createIndex("bySession", "sessionId");
        made.createObjectStore("drafts", { keyPath: "key" });
      },
    });
    return { store: new BrowserNotes(db), kept: true };
  } catch (error) {
    if (!(error instanceof DOMException) && !(error instanceof ReferenceError)) throw error;
    return { store: new PassingNotes(), kept: false };
  }
}

class BrowserNotes implements NoteStore {
  constructor(private db: IDBPDatabase<Tables>) {}

  async add(note: Omit<Note, "place">): Promise<Note> {
    const place = await this.db.add("notes", note);
    return { ...note, place };
  }

  async of(sessionId: string, authorId: string): Promise<Note[]> {
    const notes = (await this.db.getAllFromIndex("notes", "bySession", sessionId)) as Note[];
    return notes.filter((note) => note.authorId === authorId).sort((a, b) => a.place - b.place);
  }

  async refuse(place: number, refusal: Refusal | null): Promise<void> {
    await this.change(place, (note) => refused(note, refusal));
  }

  async keepWhat(place: number, what: NoteInput): Promise<void> {
    await this.change(place, (note) => ({ ...note, what }));
  }

  private async change(
    place: number,
    to: (note: Tables["notes"]["value"]) => Tables["notes"]["value"],
  ): Promise<void> {
    const change = this.db.transaction("notes", "readwrite");
    const note = await change.store.get(place);
    if (note) await change.store.put(to(note));
    await change.done;
  }

  async remove(place: number): Promise<void> {
    await this.db.delete("notes", place);
  }

  async draft(key: string): Promise<KeptDraft> {
    return { ...emptyKept, ...(await this.db.get("drafts", key)) };
  }

  async drafts(prefix: string): Promise<[string, KeptDraft][]> {
    const all = await this.db.getAll("drafts", IDBKeyRange.bound(prefix, `${prefix}\uffff`));
    return all.map(({ key, ...draft }) => [key, { ...emptyKept, ...draft }]);
  }

  async keepDraft(key: string, part: Partial<KeptDraft>): Promise<void> {
    const change = this.db.transaction("drafts", "readwrite");
    const draft = { ...emptyKept, ...(await change.store.get(key)), ...part };
    if (draft.text === "" && draft.files.length === 0) await change.store.delete(key);
    else await change.store.put({ ...draft, key });
    await change.done;
  }
}

/** Notes for as long as the page is open. */
class PassingNotes implements NoteStore {
  private last = 0;
  private notes: Note[] = [];
  private kept = new Map<string, KeptDraft>();

  async add(note: Omit<Note, "place">): Promise<Note> {
    this.last += 1;
    const added = { ...note, place: this.last };
    this.notes.push(added);
    return added;
  }

  async of(sessionId: string, authorId: string): Promise<Note[]> {
    return this.notes.filter((note) => note.sessionId === sessionId && note.authorId === authorId);
  }

  async refuse(place: number, refusal: Refusal | null): Promise<void> {
    this.notes = this.notes.map((note) => (note.place === place ? refused(note, refusal) : note));
  }

  async keepWhat(place: number, what: NoteInput): Promise<void> {
    this.notes = this.notes.map((note) => (note.place === place ? { ...note, what } : note));
  }

  async remove(place: number): Promise<void> {
    this.notes = this.notes.filter((note) => note.place !== place);
  }

  async draft(key: string): Promise<KeptDraft> {
    return this.kept.get(key) ?? emptyKept;
  }

  async drafts(prefix: string): Promise<[string, KeptDraft][]> {
    return [...this.kept].filter(([key]) => key.startsWith(prefix));
  }

  async keepDraft(key: string, part: Partial<KeptDraft>): Promise<void> {
    this.kept.set(key, { ...emptyKept, ...this.kept.get(key), ...part });
  }
}
