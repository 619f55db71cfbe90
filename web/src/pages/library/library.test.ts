import { expect, test } from "vitest";
import { type AssetChoice, filterOf, readChoice, writeChoice } from "./assetAddress";
import { keyFor } from "./CreateProjectDialog";
import { reaches } from "./roles";
import { tagsOf } from "./tags";

test("the address of a project holds what is shown of it", () => {
  const choice: AssetChoice = {
    name: "day 1 & 2",
    kind: "VIDEO",
    tag: "b-roll",
    status: "FAILED",
    order: "NAME",
    list: true,
  };
  expect(readChoice(writeChoice(choice))).toEqual(choice);
  expect(filterOf(choice)).toEqual({
    name: "day 1 & 2",
    kinds: ["VIDEO"],
    tags: ["b-roll"],
    statuses: ["FAILED"],
  });
});

test("an address that says nothing, or nonsense, shows everything, newest first", () => {
  for (const search of ["", "kind=FILM&order=BEST&as=cloud&status=LOST"]) {
    expect(writeChoice(readChoice(search))).toBe("");
    expect(filterOf(readChoice(search))).toBeNull();
  }
});

test("a short name is made from a name", () => {
  expect(keyFor("  Épisode 3: Der Anfang! ")).toBe("episode-3-der-anfang");
  expect(keyFor("雪")).toBe("");
  expect(keyFor("x".repeat(100))).toHaveLength(64);
});

test("tags are told apart by commas, each once", () => {
  expect(tagsOf(" night, rain,, night ,tag with spaces")).toEqual(["night", "rain", "tag with spaces"]);
});

test("a role reaches as far as those below it", () => {
  expect(reaches("SUPERVISOR", "ARTIST")).toBe(true);
  expect(reaches("REVIEWER", "ARTIST")).toBe(false);
});
