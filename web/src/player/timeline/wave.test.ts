import { expect, test } from "vitest";
import { traceWave } from "./wave";

/** What is traced, as [x, top, height] of each column. */
function traced(peaks: number[], perFrame: number, span: { from: number; to: number }, width: number) {
  const columns: number[][] = [];
  const canvas = {
    rect: (x: number, top: number, _: number, height: number) => columns.push([x, top, height]),
  };
  traceWave(canvas as unknown as CanvasRenderingContext2D, { peaks, perFrame }, span, width, 10, 1);
  return columns;
}

test("a column of the outline is as high as the loudest of what it stands for", () => {
  const peaks = [-1, 2, -4, 3, 0, 0, -2, 8];
  expect(traced(peaks, 1, { from: 0, to: 4 }, 2)).toEqual([
    [0, 7, 7],
    [1, 2, 10],
  ]);
  expect(traced(peaks, 1, { from: 1, to: 2 }, 1)).toEqual([[0, 7, 7]]);
});

test("silence, and what lies beyond the sound, is a line", () => {
  expect(traced([0, 0], 1, { from: 0, to: 3 }, 3)).toEqual([
    [0, 10, 1],
    [1, 10, 1],
    [2, 10, 1],
  ]);
});
