// @vitest-environment node
import { expect, test } from "vitest";
import { type SpriteSheet, tileAt, tileStyle, tilesWithin } from "./spriteSheet";

const SHEET = {
  url: "/media/x",
  columns: 3,
  rows: 2,
  tileWidth: 160,
  tileHeight: 90,
  frames: [0, 25, 50, 75, 100],
} as unknown as SpriteSheet;

test("a shot is looked through by the tiles of its own frames", () => {
  expect(tilesWithin(SHEET, 25, 75).map(({ frame }) => frame)).toEqual([25, 50]);
  expect(tilesWithin(SHEET, 0, 1).map(({ frame }) => frame)).toEqual([0]);
});

test("a shot between two tiles shows the one before it", () => {
  expect(tilesWithin(SHEET, 30, 40)).toEqual([{ place: 1, frame: 25 }]);
});

test("the pointer goes over all tiles from edge to edge, and not past them", () => {
  expect([0, 0.19, 0.2, 0.99, 1, 1.5, -0.1].map((at) => tileAt(5, at))).toEqual([0, 0, 1, 4, 4, 4, 0]);
});

test("each tile of the sheet is painted at its own place, in percent", () => {
  const positions = SHEET.frames.map((frame, place) => tileStyle(SHEET, { place, frame }).backgroundPosition);
  expect(positions).toEqual(["0% 0%", "50% 0%", "100% 0%", "0% 100%", "50% 100%"]);
  expect(tileStyle(SHEET, { place: 0, frame: 0 }).backgroundSize).toBe("300% 200%");
});

test("a sheet of one row and one column has a place too", () => {
  const single = { ...SHEET, columns: 1, rows: 1, frames: [0] };
  expect(tileStyle(single, { place: 0, frame: 0 }).backgroundPosition).toBe("0% 0%");
});
