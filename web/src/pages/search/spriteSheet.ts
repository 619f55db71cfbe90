/** One small picture in a sprite sheet: where it is in the sheet, in pixels, and which frame of the version it shows. */
export interface Tile {
  x: number;
  y: number;
  frame: number;
}

/** A picture made of small pictures of a whole version, in order of time. Sizes in pixels. */
export interface SpriteSheet {
  url: string;
  tileWidth: number;
  tileHeight: number;
  columns: number;
  rows: number;
  tiles: readonly Tile[];
}

const CUE = /^(\d+):(\d\d):(\d\d\.\d{3}) -->.*\n.*#xywh=(\d+),(\d+),(\d+),(\d+)$/gm;

/**
 * Read the index of a sheet: WebVTT whose cues are places in the sheet (Media Fragments URI 1.0).
 *
 * `framesPerSecond` makes frames of the cues' times. Returns null where the index names no tile.
 */
export function readSheet(url: string, index: string, framesPerSecond: number): SpriteSheet | null {
  const cues = [...index.matchAll(CUE)].map((cue) => {
    const [hours = 0, minutes = 0, seconds = 0, x = 0, y = 0, width = 0, height = 0] = cue
      .slice(1)
      .map(Number);
    const start = (hours * 60 + minutes) * 60 + seconds;
    return { x, y, width, height, frame: Math.round(start * framesPerSecond) };
  });
  const [first] = cues;
  if (!first || first.width === 0 || first.height === 0) return null;
  return {
    url,
    tileWidth: first.width,
    tileHeight: first.height,
    columns: Math.max(...cues.map(({ x }) => x)) / first.width + 1,
    rows: Math.max(...cues.map(({ y }) => y)) / first.height + 1,
    tiles: cues.map(({ x, y, frame }) => ({ x, y, frame })),
  };
}

/** The tiles that show frames from `start` up to but without `end`; where none begins there, the last that began before. */
export function tilesWithin(sheet: SpriteSheet, start: number, end: number): readonly Tile[] {
  const inside = sheet.tiles.filter(({ frame }) => frame >= start && frame < end);
  if (inside.length > 0) return inside;
  const before = sheet.tiles.findLast(({ frame }) => frame < start);
  return before ? [before] : [];
}

/** The place of the tile under a pointer that is at a fraction (0 to 1) of the width. */
export function tileAt(count: number, fraction: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor(fraction * count)));
}

/** A background that shows a tile in a box of its shape, in percent of the box: the same for every size. */
export function tileStyle(sheet: SpriteSheet, tile: Tile) {
  const part = (place: number, size: number, count: number) =>
    count > 1 ? (place / size / (count - 1)) * 100 : 0;
  return {
    "--shape": sheet.tileWidth / sheet.tileHeight,
    aspectRatio: `${sheet.tileWidth} / ${sheet.tileHeight}`,
    backgroundImage: `url("${sheet.url}")`,
    backgroundSize: `${sheet.columns * 100}% ${sheet.rows * 100}%`,
    backgroundPosition: `${part(tile.x, sheet.tileWidth, sheet.columns)}% ${part(tile.y, sheet.tileHeight, sheet.rows)}%`,
  };
}
