import { expect, test } from "vitest";
import { comment } from "../../room/examples";
import type { Drawing } from "../../room/log";
import { addressOf, readAddress } from "./address";
import { moved, placeFor } from "./arranging";
import { isDeed, type Told } from "./deeds";
import { calling, packed, unpackedDraft } from "./draft";
import { rowsOf } from "./threads";

const all = { shown: "all", order: "frame", versionId: null } as const;
const standing: Told = { asked: 10, playing: false, rate: 1, loop: null };
const playing: Told = { ...standing, playing: true };

test("answers stand under the note that began, however deep they go", () => {
  const rows = rowsOf(
    [comment("1"), { ...comment("2"), replyTo: { id: "1" } }, { ...comment("3"), replyTo: { id: "2" } }],
    [],
    all,
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]?.kind === "thread" && rows[0].replies.map(({ id }) => id)).toEqual(["2", "3"]);
});

test("a deleted note stays for the answers to it, and goes without", () => {
  const gone = { ...comment("1"), deleted: true, text: "" };
  expect(rowsOf([gone], [], all)).toHaveLength(0);
  expect(rowsOf([gone, { ...comment("2"), replyTo: { id: "1" } }], [], all)).toHaveLength(1);
});

test("notes stand by frame, and where that is the same by when they were made", () => {
  const late = { ...comment("1"), at: { start: 50, end: 51, startTimecode: "" } };
  expect(rowsOf([late, comment("2"), comment("3")], [], all).map(({ id }) => id)).toEqual(["2", "3", "1"]);
});

test("a drawing stands with what its author says of it next, soon, on that frame", () => {
  const note = { ...comment("1"), createdAt: "2026-01-01T10:01:00Z" };
  const drawing = (id: string, change: Partial<Drawing> = {}): Drawing => ({
    id,
    version: 1,
    deleted: false,
    createdAt: "2026-01-01T10:00:00Z",
    at: note.at,
    on: note.on,
    author: note.author,
    marks: [],
    ...change,
  });
  const alone = [
    drawing("later", { createdAt: "2026-01-01T10:02:00Z" }),
    drawing("long before", { createdAt: "2026-01-01T09:00:00Z" }),
    drawing("elsewhere", { at: { start: 70, end: 71, startTimecode: "" } }),
    drawing("another's", { author: { id: "else", name: "Else" } }),
    drawing("another version's", { on: { id: "else" } }),
  ];
  const own = [drawing("its own"), drawing("made with it", { createdAt: "2026-01-01T10:01:00.000150Z" })];
  const rows = rowsOf([note], [...own, ...alone], all);
  const thread = rows.find(({ kind }) => kind === "thread");
  expect(thread?.kind === "thread" && thread.drawings.map(({ id }) => id)).toEqual([
    "its own",
    "made with it",
  ]);
  expect(rows.filter(({ kind }) => kind === "drawing").map(({ id }) => id)).toHaveLength(alone.length);
  const resolved = rowsOf([{ ...note, status: "RESOLVED" as const }], [drawing("its own")], {
    ...all,
    shown: "open",
  });
  expect(resolved).toEqual([]);
});

test("the address of a review is read as it is written, and nonsense is not", () => {
  expect(readAddress(addressOf("a b/c", 12))).toEqual({ versionId: "a b/c", frame: 12 });
  expect(readAddress("?frame=-1")).toEqual({ versionId: null, frame: null });
  expect(readAddress("?frame=1e9")).toEqual({ versionId: null, frame: null });
});

test("playing, stopping and going elsewhere are deeds; frames that pass and the end are none", () => {
  expect(isDeed(standing, playing, 100)).toBe(true);
  expect(isDeed(playing, standing, 100)).toBe(true);
  expect(isDeed(standing, { ...standing, asked: 11 }, 100)).toBe(true);
  expect(isDeed(playing, { ...playing, asked: 12 }, 100)).toBe(false);
  expect(isDeed(playing, { ...playing, asked: 60 }, 100)).toBe(true);
  expect(isDeed({ ...playing, asked: 99 }, { ...standing, asked: 99 }, 100)).toBe(false);
  expect(isDeed(standing, { ...standing, loop: { start: 0, end: 5 } }, 100)).toBe(true);
});

test("a draft comes back as it was kept, and what cannot be read is an empty one", () => {
  const draft = { text: "half", at: { start: 3, end: 4 }, mentions: [{ id: "u", name: "Ann" }] };
  expect(unpackedDraft(packed(draft))).toEqual(draft);
  expect(unpackedDraft("{").text).toBe("");
});

test("somebody is called by what stands after an @ at the cursor", () => {
  expect(calling("ask @an")).toBe("an");
  expect(calling("@")).toBe("");
  expect(calling("mail a@b")).toBeNull();
  expect(calling("ask @ann then")).toBeNull();
});

test("an entry of the playlist is moved to where it is dropped", () => {
  const list = ["a", "b", "c", "d"];
  expect(moved(list, 0, 2)).toEqual(["b", "c", "a", "d"]);
  expect(moved(list, 3, 0)).toEqual(["d", "a", "b", "c"]);
  expect(moved(list, 1, 9)).toEqual(["a", "c", "d", "b"]);
  expect(moved(list, 9, 0)).toEqual(list);
  expect(moved(list, 0, placeFor(0, 3, false))).toEqual(["b", "c", "a", "d"]);
  expect(moved(list, 3, placeFor(3, 1, true))).toEqual(["a", "b", "d", "c"]);
});
