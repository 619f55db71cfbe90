import { expect, test } from "vitest";
import { comment } from "./examples";
import type { Note, NoteInput } from "./noteStore";
import { decided, waitsFor, wantedOrder, withWaiting } from "./waiting";

function waiting(what: NoteInput, refusal?: string): Note {
  return {
    place: 1,
    sessionId: "s",
    authorId: "ann",
    clientMutationId: "m",
    what,
    madeAt: "2026-01-01T00:00:00Z",
    ...(refusal !== undefined && { refusal }),
  };
}

const edit = (text: string, before: string) =>
  waiting({ kind: "edit", input: { id: "1", expectedVersion: 1, text, before } });

test("who changed a note sees it changed, and all others as they were", () => {
  const comments = [comment("1"), comment("2"), { ...comment("3"), needsEyes: true }];
  const seen = withWaiting(comments, [
    edit("b", "1"),
    edit("c", "b"),
    waiting({ kind: "status", input: { id: "2", expectedVersion: 1, status: "RESOLVED" } }),
    waiting({ kind: "place", input: { id: "3", expectedVersion: 1, at: { start: 7, end: 9 } } }),
  ]);
  expect(seen.map(({ text, status }) => [text, status])).toEqual([
    ["c", "OPEN"],
    ["2", "RESOLVED"],
    ["3", "OPEN"],
  ]);
  expect(seen[2]).toMatchObject({ at: { start: 7, end: 9 }, needsEyes: false });
  expect(withWaiting(comments, [waiting({ kind: "delete", input: { id: "2" } })])[0]).toBe(comments[0]);
  expect(withWaiting(comments, [waiting({ kind: "removeDrawing", input: { id: "2" } })])).toBe(comments);
});

test("what the server refused changes nothing on the page", () => {
  const comments = [comment("1")];
  const refused = [{ ...edit("b", "1"), refusal: "no" }];
  expect(withWaiting(comments, refused)).toBe(comments);
  expect(waitsFor(refused, "1")).toBe(false);
  expect(waitsFor([edit("b", "1")], "1")).toBe(true);
  expect(waitsFor([edit("b", "1")], "2")).toBe(false);
});

test("a decision that waits counts for who made it", () => {
  const decide = (status: string) =>
    waiting({ kind: "decide", input: { sessionId: "s", versionId: "v", status, reason: "" } });
  const author = { id: "ann", name: "Ann" };
  const earlier = { id: "d", status: "changes", reason: "", createdAt: "", author, on: { id: "v" } };
  expect(decided("v", [earlier], [])).toBe("changes");
  expect(decided("v", [earlier], [decide("on hold"), decide("approved")])).toBe("approved");
  expect(decided("w", [earlier], [decide("approved")])).toBeNull();
});

test("the playlist is as it was ordered last, until the server has or refuses it", () => {
  const order = (versions: string[], refusal?: string) =>
    waiting({ kind: "arrange", input: { sessionId: "s", versions, before: null } }, refusal);
  expect(wantedOrder([order(["a", "b"]), edit("c", "b"), order(["b", "a"])])).toEqual(["b", "a"]);
  expect(wantedOrder([order(["a", "b"], "changed meanwhile")])).toBeNull();
});
