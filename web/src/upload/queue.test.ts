import { expect, test } from "vitest";
import { isLeftover } from "./files";
import {
  add,
  change,
  isFileOf,
  kept,
  restored,
  startable,
  totals,
  type UploadItem,
  whole,
  withoutEnded,
} from "./queue";

const FILM = { projectId: "P1", projectKey: "film", projectName: "The Film", versionOf: null };
const clip = { name: "clip.mp4", folder: "", bytes: 100, modified: 1 };

function ids() {
  let last = 0;
  return () => {
    last += 1;
    return `u${last}`;
  };
}

function three(): UploadItem[] {
  const files = ["a.mp4", "b.mp4", "c.mp4"].map((name) => ({ ...clip, name }));
  return add([], files, FILM, ids()).items;
}

test("no more than two files are sent at once, in the order they came", () => {
  const items = three();
  expect(startable(items).map(({ name }) => name)).toEqual(["a.mp4", "b.mp4"]);
  const one = change(items, "u1", { state: "sending" });
  expect(startable(one).map(({ name }) => name)).toEqual(["b.mp4"]);
  const two = change(one, "u2", { state: "sending" });
  expect(startable(two)).toEqual([]);
  expect(startable(change(two, "u1", { state: "done" })).map(({ name }) => name)).toEqual(["c.mp4"]);
});

test("a file that is on its way is not sent twice, and one that is in may come again", () => {
  const newId = ids();
  const first = add([], [clip], FILM, newId);
  const again = add(first.items, [clip], FILM, newId);
  expect(again.ids).toEqual(first.ids);
  expect(again.items).toHaveLength(1);
  const over = add(change(first.items, "u1", { state: "done" }), [clip], FILM, newId);
  expect(over.items).toHaveLength(2);
});

test("the same file goes to two projects, and apart from that as a version of an asset", () => {
  const newId = ids();
  let { items } = add([], [clip], FILM, newId);
  ({ items } = add(items, [clip], { ...FILM, projectId: "P2" }, newId));
  ({ items } = add(items, [clip], { ...FILM, versionOf: "A1" }, newId));
  ({ items } = add(items, [{ ...clip, folder: "day 2" }], FILM, newId));
  expect(items).toHaveLength(4);
});

test("after a reload a half-sent file waits to be chosen again, and goes on at its address", () => {
  const half = change(three(), "u2", { state: "sending", sent: 40, address: "/upload/x" });
  const back = restored(JSON.parse(JSON.stringify(kept(half))) as UploadItem[]);
  expect(back.map(({ state }) => state)).toEqual(["fileNeeded", "fileNeeded", "fileNeeded"]);
  const chosen = add(back, [{ ...clip, name: "b.mp4" }], FILM, ids());
  expect(chosen.ids).toEqual(["u2"]);
  expect(chosen.items[1]).toMatchObject({ state: "waiting", sent: 40, address: "/upload/x" });
});

test("what was sent whole before a reload needs no file: the server is asked to take it in", () => {
  const sent = change(three(), "u1", { state: "takingIn", sent: 100, address: "/upload/x" });
  const [first] = restored(kept(sent));
  expect(first?.state).toBe("takingIn");
  expect(first && whole(first)).toBe(true);
});

test("what the server refused stays refused after a reload, with its reason", () => {
  const refused = change(three(), "u1", {
    state: "failed",
    sent: 100,
    address: "/upload/x",
    problem: "No footage.",
  });
  expect(restored(kept(refused))[0]).toMatchObject({ state: "failed", problem: "No footage." });
});

test("what is done is not kept, nor what failed before it had an address", () => {
  let items = change(three(), "u1", { state: "done" });
  items = change(items, "u2", { state: "failed" });
  expect(kept(items).map(({ id }) => id)).toEqual(["u3"]);
  expect(withoutEnded(items).map(({ id }) => id)).toEqual(["u3"]);
});

test("a file of another size or date is not the one that was begun", () => {
  const [item] = three();
  if (!item) throw new Error("there are three");
  expect(isFileOf(item, { ...clip, name: "a.mp4" })).toBe(true);
  expect(isFileOf(item, { ...clip, name: "a.mp4", bytes: 101 })).toBe(false);
  expect(isFileOf(item, { ...clip, name: "a.mp4", modified: 2 })).toBe(false);
});

test("the totals leave out what failed", () => {
  let items = change(three(), "u1", { state: "failed", sent: 10 });
  items = change(items, "u2", { state: "done", sent: 100 });
  expect(totals(items)).toEqual({ open: 1, failed: 1, fileNeeded: 0, done: 1, sent: 100, bytes: 200 });
});

test("what systems leave in folders is not sent", () => {
  expect([".DS_Store", "Thumbs.db", "._clip.mp4", "clip.mp4"].filter(isLeftover)).toEqual([
    ".DS_Store",
    "Thumbs.db",
    "._clip.mp4",
  ]);
});
