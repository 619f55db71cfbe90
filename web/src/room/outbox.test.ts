import "fake-indexeddb/auto";
import { afterEach, expect, test, vi } from "vitest";
import { comment } from "./examples";
import { type Note, type NoteInput, openNoteStore } from "./noteStore";
import { newId, Outbox, type OutboxState, type Receipt, type SendNote } from "./outbox";

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

function said(text: string): NoteInput {
  return { kind: "comment", input: { sessionId: "s", versionId: "v", at: { start: 0, end: 1 }, text } };
}

function textOf({ what }: Note): string {
  return what.kind === "comment" ? what.input.text : what.kind;
}

test("a change that others were before waits with what stands there, and goes out again without it", async () => {
  const there = comment("1", 3, "theirs");
  let clash = true;
  const { box, store, author, left } = await outbox(async () =>
    clash ? { seq: null, refusal: "changed", current: there } : taken,
  );
  await box.start();
  const input = { id: "1", expectedVersion: 1, text: "mine", before: "1" };
  const note = await box.add({ kind: "edit", input });
  await vi.waitFor(async () => expect((await store.of("s", author))[0]?.current).toEqual(there));
  expect(left()).toEqual(["edit"]);
  clash = false;
  await box.retry(note);
  await vi.waitFor(() => expect(left()).toEqual([]));
  expect(await store.of("s", author)).toEqual([]);
});

test("what became of a note on its way is sent again as it is then", async () => {
  const sent: string[] = [];
  let lost = true;
  const { box, left } = await outbox(async (note, keep) => {
    sent.push(textOf(note));
    if (!lost) return taken;
    await keep(said("with files"));
    lost = false;
    throw new TypeError("network");
  });
  await box.start();
  await box.add(said("without"));
  await vi.waitFor(() => expect(sent).toHaveLength(1));
  box.hurry();
  await vi.waitFor(() => expect(left()).toEqual([]));
  expect(sent).toEqual(["without", "with files"]);
});

const taken: Receipt = { seq: 1, refusal: null };

async function outbox(send: SendNote, author = newId()) {
  const { store, kept } = await openNoteStore();
  expect(kept).toBe(true);
  const states: OutboxState[] = [];
  const box = new Outbox(store, "s", author, send, (state) => states.push(state));
  stops.push(() => box.stop());
  return { box, store, author, left: () => states.at(-1)?.notes.map(textOf) ?? [] };
}

test("notes go out one after the other, in the order they were made", async () => {
  const sent: string[] = [];
  let inHand = 0;
  const { box, left } = await outbox(async (note) => {
    inHand += 1;
    expect(inHand).toBe(1);
    await new Promise((done) => setTimeout(done, 2));
    sent.push(textOf(note));
    inHand -= 1;
    return taken;
  });
  await box.start();
  const texts = Array.from({ length: 20 }, (_, number) => `note ${number}`);
  for (const text of texts) await box.add(said(text));
  await vi.waitFor(() => expect(left()).toEqual([]));
  expect(sent).toEqual(texts);
});

test("a note whose answer was lost is sent again with the same id, and those behind it wait", async () => {
  const sent: [string, string][] = [];
  let lost = true;
  const { box, left } = await outbox(async (note) => {
    sent.push([textOf(note), note.clientMutationId]);
    if (lost) throw new TypeError("network");
    return taken;
  });
  await box.start();
  await box.add(said("first"));
  await box.add(said("second"));
  await vi.waitFor(() => expect(sent).toHaveLength(1));
  expect(left()).toEqual(["first", "second"]);
  lost = false;
  box.hurry();
  await vi.waitFor(() => expect(left()).toEqual([]));
  expect(sent.map(([text]) => text)).toEqual(["first", "first", "second"]);
  expect(sent[0]?.[1]).toBe(sent[1]?.[1]);
  expect(sent[1]?.[1]).not.toBe(sent[2]?.[1]);
});

test("notes outlive the page: the next one sends them, once and in order", async () => {
  const author = newId();
  const before = await outbox(() => Promise.reject(new TypeError("network")), author);
  await before.box.start();
  const first = await before.box.add(said("first"));
  await before.box.add(said("second"));
  before.box.stop();
  const sent: Note[] = [];
  const after = await outbox(async (note) => {
    sent.push(note);
    return taken;
  }, author);
  await after.box.start();
  await vi.waitFor(() => expect(sent.map(textOf)).toEqual(["first", "second"]));
  expect(sent[0]?.clientMutationId).toBe(first.clientMutationId);
  await vi.waitFor(async () => expect(await after.store.of("s", author)).toEqual([]));
});

test("a note that the server refuses waits for its author, and lets the others pass", async () => {
  const refused = new Set(["bad"]);
  const { box, left, store, author } = await outbox(async (note) =>
    refused.has(textOf(note)) ? { seq: null, refusal: "The session is closed." } : taken,
  );
  await box.start();
  await box.add(said("bad"));
  await box.add(said("good"));
  await vi.waitFor(() => expect(left()).toEqual(["bad"]));
  const [note] = await store.of("s", author);
  expect(note?.refusal).toBe("The session is closed.");
  refused.clear();
  if (note) await box.retry(note);
  await vi.waitFor(() => expect(left()).toEqual([]));
});

test("a note that is discarded is gone for good", async () => {
  const { box, left, store, author } = await outbox(async () => ({ seq: null, refusal: "no" }));
  await box.start();
  const note = await box.add(said("mine"));
  await vi.waitFor(async () => expect((await store.of("s", author))[0]?.refusal).toBe("no"));
  await box.discard(note);
  expect(left()).toEqual([]);
  expect(await store.of("s", author)).toEqual([]);
});

test("notes of somebody else on the same machine stay theirs", async () => {
  const ann = await outbox(() => Promise.reject(new TypeError("network")));
  await ann.box.start();
  await ann.box.add(said("of ann"));
  ann.box.stop();
  const sent: string[] = [];
  const ben = await outbox(async (note) => {
    sent.push(textOf(note));
    return taken;
  });
  await ben.box.start();
  await ben.box.add(said("of ben"));
  await vi.waitFor(() => expect(sent).toEqual(["of ben"]));
});

test("a draft is kept for its place until it is emptied", async () => {
  const { store } = await outbox(async () => taken);
  await store.keepDraft("s ann note v", { text: "half a thou" });
  const file = { name: "a.txt", type: "text/plain", blob: new Blob(["a"]) };
  await store.keepDraft("s ann note v", { files: [file] });
  const { store: next } = await openNoteStore();
  expect(await next.draft("s ann note v")).toMatchObject({ text: "half a thou", files: [{ name: "a.txt" }] });
  await next.keepDraft("s ann note v", { text: "" });
  expect(await store.draft("s ann note v")).toMatchObject({ text: "", files: [{ name: "a.txt" }] });
  await next.keepDraft("s ann note v", { files: [] });
  expect(await store.draft("s ann note v")).toEqual({ text: "", files: [] });
});
