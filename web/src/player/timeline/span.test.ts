import { expect, test } from "vitest";
import { following, frameAt, moved, rulerStep, xOf, zoomed } from "./span";

const WHOLE = { from: 0, to: 1000 };

test("zooming keeps the frame under the pointer where it is", () => {
  const close = zoomed(WHOLE, 4, 300, 1000);
  expect(close.to - close.from).toBe(250);
  expect(xOf(300, close, 800)).toBeCloseTo(xOf(300, WHOLE, 800));
  expect(frameAt(240.1, close, 800)).toBe(300);
});

test("nothing before the first and after the last frame is ever shown", () => {
  expect(zoomed(WHOLE, 0.1, 500, 1000)).toEqual(WHOLE);
  expect(moved({ from: 100, to: 200 }, -500, 1000)).toEqual({ from: 0, to: 100 });
  expect(moved({ from: 100, to: 200 }, 5000, 1000)).toEqual({ from: 900, to: 1000 });
});

test("it never looks closer than a few frames", () => {
  const closest = zoomed(WHOLE, 1e6, 500, 1000);
  expect(closest.to - closest.from).toBe(12);
});

test("a frame out of sight brings the part of the timeline that has it", () => {
  const span = { from: 100, to: 200 };
  expect(following(span, 150, 1000)).toBe(span);
  for (const frame of [0, 99, 200, 640, 999]) {
    const { from, to } = following(span, frame, 1000);
    expect(frame >= from && frame < to).toBe(true);
    expect(to - from).toBeCloseTo(100);
  }
});

test("the marks of a ruler are whole frames, and far enough apart to be read", () => {
  for (const frames of [12, 100, 1000, 100_000, 5_000_000]) {
    const span = { from: 0, to: frames };
    const step = rulerStep(span, 1000, 25);
    expect(Number.isInteger(step)).toBe(true);
    expect((step / frames) * 1000).toBeGreaterThanOrEqual(96);
  }
});
