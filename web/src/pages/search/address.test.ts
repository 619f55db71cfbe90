// @vitest-environment node
import { expect, test } from "vitest";
import {
  type Asked,
  isLooking,
  isNarrowed,
  NOTHING,
  readAddress,
  searchInput,
  widened,
  writeAddress,
} from "./address";

const ALL: Asked = {
  words: "a red car & more",
  likeShot: "U2hvdDox",
  likeImage: null,
  projects: ["UHJvamVjdDox", "UHJvamVjdDoy"],
  kinds: ["VIDEO", "IMAGE_SEQUENCE"],
  entities: ["RW50aXR5OjE"],
  labels: ["sports car", "über+eins"],
  statuses: ["", "approved"],
  atLeast: 2,
  atMost: 4.999,
  since: "2026-11-15T00:00:00+00:00",
  before: null,
};

function read(address: string): Asked {
  return readAddress(address.replace(/^\/\??/, ""));
}

test("an address holds the whole question", () => {
  expect(read(writeAddress(ALL))).toEqual(ALL);
});

test("what a picture shall look like is held too", () => {
  const asked = { ...NOTHING, likeImage: "0123abc" };
  expect(writeAddress(asked)).toBe("/?image=0123abc");
  expect(read("/?image=0123abc")).toEqual(asked);
});

test("nothing asked is the bare address", () => {
  expect(writeAddress(NOTHING)).toBe("/");
  expect(writeAddress({ ...NOTHING, words: "   " })).toBe("/");
  expect(read("/")).toEqual(NOTHING);
});

test("the words stand under q, as other programs write them", () => {
  expect(read("/?q=red+car").words).toBe("red car");
  expect(read("/?q=red%20car").words).toBe("red car");
});

test("what makes no sense in an address is passed over", () => {
  const odd = "?min=long&max=-1&max=3&since=yesterday&kind=SMELL&kind=AUDIO&kind=AUDIO&kind=toString&like=";
  expect(readAddress(odd)).toEqual({ ...NOTHING, kinds: ["AUDIO"] });
  expect(readAddress("?min=Infinity&max=").atLeast).toBeNull();
});

test("the server is asked for what the address says, and an empty condition is left out", () => {
  expect(searchInput(NOTHING)).toEqual({});
  expect(searchInput({ ...NOTHING, words: " car " })).toEqual({ text: "car" });
  expect(searchInput({ ...NOTHING, statuses: [""] })).toEqual({ where: { reviewStatuses: [""] } });
  expect(searchInput(ALL)).toEqual({
    text: "a red car & more",
    likeShot: "U2hvdDox",
    where: {
      projects: ALL.projects,
      kinds: ALL.kinds,
      entities: ALL.entities,
      labels: ALL.labels,
      reviewStatuses: ALL.statuses,
      minSeconds: 2,
      maxSeconds: 4.999,
      createdAfter: "2026-11-15T00:00:00+00:00",
    },
  });
});

test("a shot of length 0 is a bound like any other", () => {
  expect(searchInput({ ...NOTHING, atLeast: 0 })).toEqual({ where: { minSeconds: 0 } });
});

test("widening keeps what is looked for and drops what narrows it", () => {
  const wide = widened(ALL);
  expect(isNarrowed(ALL)).toBe(true);
  expect(isNarrowed(wide)).toBe(false);
  expect(isLooking(wide)).toBe(true);
  expect([wide.words, wide.likeShot]).toEqual([ALL.words, ALL.likeShot]);
});
