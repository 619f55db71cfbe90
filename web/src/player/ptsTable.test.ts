import { expect, test } from "vitest";
import { PtsTable } from "./ptsTable";

// Frames that last 1, 3, 2, 5, 1 sixtieths of a second.
const UNEVEN = new PtsTable(60, [0, 1, 4, 6, 11], 1);

test("a seek goes to the middle of the time in which a frame is shown", () => {
  expect([0, 1, 2, 3, 4].map((frame) => UNEVEN.middle(frame) * 60)).toEqual([0.5, 2.5, 5, 8.5, 11.5]);
});

test("every moment belongs to the frame that is shown then", () => {
  const frames = Array.from({ length: 12 }, (_, tick) => UNEVEN.frameAt((tick + 0.5) / 60));
  expect(frames).toEqual([0, 1, 1, 1, 2, 2, 3, 3, 3, 3, 3, 4]);
  expect(UNEVEN.frameAt(-1)).toBe(0);
  expect(UNEVEN.frameAt(100)).toBe(4);
});

test("a time that a browser rounds to a microsecond still names its frame", () => {
  const ntsc = PtsTable.even(100_000, { num: 30000, den: 1001 });
  for (const frame of [0, 1, 2, 333, 29_970, 99_999]) {
    const seconds = (frame * 1001) / 30000;
    for (const told of [Math.floor(seconds * 1e6) / 1e6, Math.ceil(seconds * 1e6) / 1e6])
      expect(ntsc.nearest(told)).toBe(frame);
  }
});

test("the middle of every frame is in that frame, at every rate", () => {
  for (const [num, den] of [
    [24000, 1001],
    [25, 1],
    [60000, 1001],
    [25, 2],
  ] as const) {
    const table = PtsTable.even(5000, { num, den });
    const frames = Array.from({ length: 5000 }, (_, frame) => frame);
    expect(frames.map((frame) => table.frameAt(table.middle(frame)))).toEqual(frames);
  }
});
