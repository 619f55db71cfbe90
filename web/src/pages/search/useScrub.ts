import { useState } from "react";
import type { HitFragment } from "../../graphql/generated";
import { type SpriteSheet, type Tile, tileAt, tilesWithin } from "./spriteSheet";
import { useSheet } from "./useSheet";

export interface Scrub {
  /** What is shown instead of the keyframe; null while it is the keyframe. */
  shown: { sheet: SpriteSheet; tile: Tile; place: number; count: number } | null;
  /** Show the tile at a fraction (0 to 1) of the shot. */
  moveTo: (fraction: number) => void;
  /** Show the tile after (1) or before (-1) the one that is shown. */
  step: (by: 1 | -1) => void;
  /** Show the keyframe again. */
  leave: () => void;
}

/** Looks through a hit's shot on the sprite sheet of its version. */
export function useScrub({ shot, range }: HitFragment): Scrub {
  // A fraction of the shot under a pointer, a place in steps of a key, or nothing.
  const [at, setAt] = useState<{ fraction: number } | { place: number } | null>(null);
  const sheet = useSheet(shot.version.id, at !== null);
  const tiles = sheet && at !== null ? tilesWithin(sheet, range.start, range.end) : [];
  const place =
    at === null
      ? 0
      : "place" in at
        ? Math.min(at.place, tiles.length - 1)
        : tileAt(tiles.length, at.fraction);
  const tile = tiles[place];
  return {
    shown: sheet && tile ? { sheet, tile, place, count: tiles.length } : null,
    moveTo: (fraction) => setAt({ fraction }),
    step: (by) => setAt(at === null ? { place: 0 } : { place: Math.max(0, place + by) }),
    leave: () => setAt(null),
  };
}
