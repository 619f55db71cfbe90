import type { PlayerState } from "../../player/state";

export type Told = Pick<PlayerState, "asked" | "playing" | "rate" | "loop">;

export function told({ asked, playing, rate, loop }: PlayerState): Told {
  return { asked, playing, rate, loop };
}

/**
 * Whether a person did something between two states of a player: played, stopped, went elsewhere, looped. Frames that pass while
 * it plays are none of that, nor is the end of the footage.
 */
export function isDeed(before: Told, now: Told, frames: number): boolean {
  if (before.loop?.start !== now.loop?.start || before.loop?.end !== now.loop?.end) return true;
  if (before.playing !== now.playing) return now.playing || !isEnd(before, now, frames);
  if (now.playing) return before.rate !== now.rate || isJump(before, now);
  return before.asked !== now.asked;
}

function isEnd(before: Told, now: Told, frames: number): boolean {
  return before.rate > 0 ? now.asked >= frames - 1 : now.asked <= 0;
}

/** Frames pass one by one, or a few at a time; beyond that somebody went elsewhere, unless a loop begins again. */
function isJump(before: Told, now: Told): boolean {
  if (now.loop !== null && now.asked === (now.rate > 0 ? now.loop.start : now.loop.end - 1)) return false;
  const passed = (now.asked - before.asked) * Math.sign(now.rate);
  return passed < 0 || passed > Math.max(12, 12 * Math.abs(now.rate));
}
