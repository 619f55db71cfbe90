import { expect, test } from "vitest";
import { stageOf } from "./stage";
import { LARGEST_ZOOM, panned, seenOf, whole, zoomed } from "./view";

const box = { width: 800, height: 600 };
const wide = { width: 1600, height: 900 };

test("the spot under the pointer stays there while it is magnified", () => {
  const at = { x: 700, y: 300 };
  const spot = (view: typeof whole) => {
    const { left, width } = stageOf(box, wide, view);
    return (at.x - left) / width;
  };
  const near = zoomed(whole, 2, at, box, wide);
  expect(near.zoom).toBe(2);
  expect(spot(near)).toBeCloseTo(spot(whole), 10);
  expect(spot(zoomed(near, 1.7, at, box, wide))).toBeCloseTo(spot(whole), 10);
});

test("magnifying ends at a limit, and going back ends at the whole picture in its middle", () => {
  const far = zoomed(whole, 1000, { x: 0, y: 0 }, box, wide);
  expect(far.zoom).toBe(LARGEST_ZOOM);
  expect(zoomed(far, 1e-6, { x: 800, y: 0 }, box, wide)).toEqual(whole);
});

test("no empty place is dragged into sight where the picture is larger than its place", () => {
  const near = zoomed(whole, 4, { x: 400, y: 300 }, box, wide);
  const { left, top, width, height } = stageOf(box, wide, panned(near, { x: 9999, y: -9999 }, box, wide));
  expect(left).toBeCloseTo(0);
  expect(top + height).toBeCloseTo(box.height);
  expect(width).toBe(3200);
  expect(panned(whole, { x: 50, y: 50 }, box, wide)).toEqual(whole);
});

test("what is seen of a picture is all of it, or as much as its place has", () => {
  expect(seenOf(stageOf(box, wide, whole), box)).toEqual({ left: 0, top: 0, width: 800, height: 450 });
  const near = stageOf(box, wide, { zoom: 2, x: 0.5, y: 0.5 });
  expect(seenOf(near, box)).toEqual({ left: 400, top: 150, width: 800, height: 600 });
});
