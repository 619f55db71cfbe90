import { expect, test } from "vitest";
import { added, comment } from "./examples";
import { GapInLog, SessionLog } from "./log";

const texts = (log: SessionLog) => log.now().comments.map(({ text }) => text);

test("an event that came before is no news", () => {
  const log = new SessionLog();
  expect(log.apply(added(1))).toBe(true);
  expect(log.apply(added(1))).toBe(false);
  expect(texts(log)).toEqual(["1"]);
});

test("an event too many ahead says that some are missing, and is not taken", () => {
  const log = new SessionLog();
  log.apply(added(1));
  expect(() => log.apply(added(3))).toThrow(GapInLog);
  expect(log.seq).toBe(1);
  expect(texts(log)).toEqual(["1"]);
});

test("a page of the snapshot that comes late takes back nothing that an event told", () => {
  const log = new SessionLog();
  log.seq = 4;
  log.apply({ __typename: "CommentEdited", seq: 5, comment: comment("1", 2, "newer") });
  log.addComments([comment("1", 1, "older"), comment("2")]);
  expect(texts(log)).toEqual(["newer", "2"]);
});

test("a drawing that was taken away does not come back with an older state of it", () => {
  const log = new SessionLog();
  const drawing = {
    id: "d",
    version: 1,
    deleted: false,
    createdAt: "2026-01-01T00:00:00Z",
    at: { start: 1, end: 2, startTimecode: "00:00:00:01" },
    on: { id: "v" },
    author: { id: "ann", name: "Ann" },
    marks: [],
  };
  log.apply({
    __typename: "AnnotationRemoved",
    seq: 1,
    annotation: { ...drawing, version: 2, deleted: true },
  });
  log.addDrawings([drawing]);
  expect(log.now().drawings).toEqual([]);
  log.apply({ __typename: "AnnotationRestored", seq: 2, annotation: { ...drawing, version: 3 } });
  expect(log.now().drawings).toHaveLength(1);
});

test("everyone sees one order, whether things came by snapshot or by events", () => {
  const bySnapshot = new SessionLog();
  bySnapshot.addComments([comment("3"), comment("1"), comment("2")]);
  const byEvents = new SessionLog();
  for (const [place, id] of ["2", "1", "3"].entries()) byEvents.apply(added(place + 1, id));
  expect(texts(bySnapshot)).toEqual(texts(byEvents));
});

test("the view is the same object until something changes", () => {
  const log = new SessionLog();
  log.apply(added(1));
  const view = log.now();
  expect(log.now()).toBe(view);
  log.apply(added(2));
  expect(log.now()).not.toBe(view);
});
