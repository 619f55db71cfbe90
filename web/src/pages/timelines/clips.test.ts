import { expect, test } from "vitest";
import { placesOf, playlistOf, versionOf } from "./clips";
import type { ConformedClip } from "./useConform";

function clip(version: string | null): ConformedClip {
  return { version: version === null ? null : { id: version } } as ConformedClip;
}

const CLIPS = [clip("b"), clip(null), clip("a"), clip("b"), clip(null)];

test("a playlist has each version once, in the order of the cut", () => {
  expect(playlistOf(CLIPS, new Map())).toEqual(["b", "a"]);
});

test("a chosen version stands where its clip stands, and never in place of a matched one", () => {
  const choices = new Map([
    [1, "c"],
    [2, "never"],
  ]);
  expect(playlistOf(CLIPS, choices)).toEqual(["b", "c", "a"]);
  expect(versionOf(clip("a"), 2, choices)).toBe("a");
});

test("clips are told apart by whether they have a version, chosen ones too", () => {
  const choices = new Map([[4, "c"]]);
  expect(placesOf(CLIPS, choices, "all")).toEqual([0, 1, 2, 3, 4]);
  expect(placesOf(CLIPS, choices, "found")).toEqual([0, 2, 3, 4]);
  expect(placesOf(CLIPS, choices, "missing")).toEqual([1]);
});
