import type { RoomNowFragment } from "../graphql/generated";

export type RoomNow = RoomNowFragment;
export type Playhead = NonNullable<RoomNow["playhead"]>;

/** Of a play head, what says where it is at a time. */
export type Moving = Pick<Playhead, "frame" | "playing" | "rate" | "serverTime" | "loop">;

/** How long a clip is: frames, and frames a second. */
export interface Extent {
  frames: number;
  fps: number;
}

/**
 * The frame that the driver sees at `now` (the server's clock, in milliseconds since 1970): the frame told, and what was played
 * since. Within a loop it goes round; else it stays in the clip.
 */
export function frameAt(head: Moving, { frames, fps }: Extent, now: number): number {
  const since = Math.max(0, now - Date.parse(head.serverTime)) / 1000;
  const reached = head.playing ? Math.floor(head.frame + head.rate * fps * since) : head.frame;
  const { loop } = head;
  if (loop !== null && head.playing && head.frame >= loop.start && head.frame < loop.end) {
    const length = loop.end - loop.start;
    return loop.start + ((((reached - loop.start) % length) + length) % length);
  }
  return Math.min(Math.max(0, reached), Math.max(0, frames - 1));
}
