// @vitest-environment node
import { expect, test } from "vitest";
import { NOTHING } from "./address";
import { lengthText } from "./bands";
import { type FacetValue, hasChosen, isChosen, toggled, without } from "./choices";

function value(given: Partial<FacetValue>): FacetValue {
  const bounds = { minSeconds: null, maxSeconds: null, createdAfter: null, createdBefore: null };
  return { __typename: "FacetValue", value: "", name: "", count: 1, ...bounds, ...given } as FacetValue;
}

const SHORT = value({ value: "UNDER_2", maxSeconds: 1.999 });
const LONGER = value({ value: "FROM_2", minSeconds: 2, maxSeconds: 4.999 });
const WEEK = value({ value: "WEEK", createdAfter: "2026-11-15T00:00:00+00:00" });

test("several values of a list are chosen together, and each is given back by another press", () => {
  const both = toggled(toggled(NOTHING, "LABEL", value({ value: "car" })), "LABEL", value({ value: "dog" }));
  expect(both.labels).toEqual(["car", "dog"]);
  expect(toggled(both, "LABEL", value({ value: "car" })).labels).toEqual(["dog"]);
});

test("of bands one is chosen: another takes its place, the same gives it back", () => {
  const short = toggled(NOTHING, "LENGTH", SHORT);
  expect(isChosen(short, "LENGTH", SHORT)).toBe(true);
  const longer = toggled(short, "LENGTH", LONGER);
  expect([longer.atLeast, longer.atMost]).toEqual([2, 4.999]);
  expect(isChosen(longer, "LENGTH", SHORT)).toBe(false);
  expect(toggled(longer, "LENGTH", LONGER)).toEqual(NOTHING);
});

test("choosing a moment leaves all else as it is", () => {
  const asked = toggled({ ...NOTHING, words: "car", labels: ["dog"] }, "DATE", WEEK);
  expect(asked).toEqual({ ...NOTHING, words: "car", labels: ["dog"], since: WEEK.createdAfter });
  expect(hasChosen(asked, "DATE")).toBe(true);
  expect(without(asked, "DATE").since).toBeNull();
});

test("no decision yet is a status that can be chosen", () => {
  const asked = toggled(NOTHING, "REVIEW_STATUS", value({ value: "" }));
  expect(asked.statuses).toEqual([""]);
  expect(hasChosen(asked, "REVIEW_STATUS")).toBe(true);
});

test("a band that ends just before the next begins is named by round numbers", () => {
  expect(lengthText(toggled(NOTHING, "LENGTH", LONGER))).toBe("2 s to 5 s");
  expect(lengthText({ ...NOTHING, atLeast: 60 })).toBe("1 minute or longer");
  expect(lengthText(NOTHING)).toBeNull();
});
