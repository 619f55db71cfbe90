import { beforeEach, expect, test } from "vitest";
import { keep, ownUnfinished } from "./keeping";
import { add } from "./queue";

const FILM = { projectId: "P1", projectKey: "film", projectName: "The Film", versionOf: null };
const clip = { name: "clip.mp4", folder: "", bytes: 100, modified: 1 };

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

test("a window that is loaded anew finds its own list", () => {
  keep(add([], [clip], FILM, () => "u1").items);
  expect(ownUnfinished()).toMatchObject([{ id: "u1", state: "fileNeeded" }]);
});

test("another window does not see it", () => {
  keep(add([], [clip], FILM, () => "u1").items);
  sessionStorage.clear();
  expect(ownUnfinished()).toEqual([]);
});

test("a list that is no list is forgotten", () => {
  keep(add([], [clip], FILM, () => "u1").items);
  const key = Object.keys(localStorage)[0] ?? "";
  localStorage.setItem(key, "{half");
  expect(ownUnfinished()).toEqual([]);
  expect(localStorage.length).toBe(0);
});
