import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { AddAnnotationInput, AddCommentInput } from "../graphql/generated";

export type NoteInput =
  | { kind: "comment"; input: AddCommentInput }
  | { kind: "drawing"; input: AddAnnotationInput }
  | { kind: "undo" | "redo"; input: { sessionId: string } };

/** Something said or drawn that the server has not confirmed yet. */
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
}

interface Tables extends DBSchema {
  notes: { key: number; value: Omit<Note, "place"> & { place?: number }; indexes: { bySession: string } };
  drafts: { key: string; value: { key: string; text: string } };
}

/** Where unsent notes and drafts outlive the page: the browser's own database. */
export interface NoteStore {
  add(note: Omit<Note, "place">): Promise<Note>;
  of(sessionId: string, authorId: string): Promise<Note[]>;
  refuse(place: number, refusal: string | null): Promise<void>;
  remove(place: number): Promise<void>;
  draft(key: string): Promise<string>;
  keepDraft(key: string, text: string): Promise<void>;
}

const NAME = "reelgraph-review";

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

  async refuse(place: number, refusal: string | null): Promise<void> {
    const change = this.db.transaction("notes", "readwrite");
    const note = await change.store.get(place);
    if (note) {
      const { refusal: _, ...rest } = note;
      await change.store.put(refusal === null ? rest : { ...rest, refusal });
    }
    await change.done;
  }

  async remove(place: number): Promise<void> {
    await this.db.delete("notes", place);
  }

  async draft(key: string): Promise<string> {
    return (await this.db.get("drafts", key))?.text ?? "";
  }

  async keepDraft(key: string, text: string): Promise<void> {
    if (text === "") await this.db.delete("drafts", key);
    else await this.db.put("drafts", { key, text });
  }
}

/** Notes for as long as the page is open. */
class PassingNotes implements NoteStore {
  private last = 0;
  private notes: Note[] = [];
  private drafts = new Map<string, string>();

  async add(note: Omit<Note, "place">): Promise<Note> {
    this.last += 1;
    const added = { ...note, place: this.last };
    this.notes.push(added);
    return added;
  }

  async of(sessionId: string, authorId: string): Promise<Note[]> {
    return this.notes.filter((note) => note.sessionId === sessionId && note.authorId === authorId);
  }

  async refuse(place: number, refusal: string | null): Promise<void> {
    this.notes = this.notes.map((note) => {
      if (note.place !== place) return note;
      const { refusal: _, ...rest } = note;
      return refusal === null ? rest : { ...rest, refusal };
    });
  }

  async remove(place: number): Promise<void> {
    this.notes = this.notes.filter((note) => note.place !== place);
  }

  async draft(key: string): Promise<string> {
    return this.drafts.get(key) ?? "";
  }

  async keepDraft(key: string, text: string): Promise<void> {
    this.drafts.set(key, text);
  }
}
