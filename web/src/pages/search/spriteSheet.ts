import type { SpriteQuery } from "../../graphql/generated";

/** A picture made of small pictures of a whole version, row by row in order of time. */
export type SpriteSheet = NonNullable<Extract<SpriteQuery["node"], { __typename: "Version" }>["sprite"]>;

/** One of the small pictures: its place in the sheet, from 0, and the frame of the version that it shows. */
export interface Tile {
  place: number;
  frame: number;
}

/** The tiles that show frames from `start` up to but without `end`; where there is none, the last from before. */
export function tilesWithin({ frames }: SpriteSheet, start: number, end: number): readonly Tile[] {
  const tiles = frames.map((frame, place) => ({ place, frame }));
  const inside = tiles.filter(({ frame }) => frame >= start && frame < end);
  if (inside.length > 0) return inside;
  const before = tiles.findLast(({ frame }) => frame < start);
  return before ? [before] : [];
}

/** Which of `count` tiles is under a pointer that is at a fraction (0 to 1) of the width. */
export function tileAt(count: number, fraction: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor(fraction * count)));
}

/** A background that shows a tile in a box of its shape, in percent of the box: the same for every size. */
export function tileStyle({ url, columns, rows, tileWidth, tileHeight }: SpriteSheet, { place }: Tile) {
  const part = (index: number, count: number) => (count > 1 ? (index / (count - 1)) * 100 : 0);
  return {
    "--shape": tileWidth / tileHeight,
    aspectRatio: `${tileWidth} / ${tileHeight}`,
    backgroundImage: `url("${url}")`,
    backgroundSize: `${columns * 100}% ${rows * 100}%`,
    backgroundPosition: `${part(place % columns, columns)}% ${part(Math.floor(place / columns), rows)}%`,
  };
}
