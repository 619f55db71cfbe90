import type { FrameClock } from "../../player/FrameClock";
import type { ServerClock } from "../../room/clock";
import { type Extent, frameAt, type Moving } from "../../room/playhead";

/** A follower that is further off than this, while both play, is brought back. */
const OFF_MS = 80;
/** After it was brought back it has this long to settle. */
const SETTLE_MS = 600;
const LONGEST_LEAD_MS = 400;
const GAIN = 0.6;

export function extentOf({ frames, playback }: FrameClock): Extent {
  return { frames, fps: playback.rate.num / playback.rate.den };
}

/**
 * Keeps a player where another play head is. A seek while playing takes time; how long is learned from how far off it came out,
 * and aimed ahead by the next time.
 */
export class Following {
  private leadMs = 40;
  private settledAt = 0;
  private seeking = false;

  constructor(
    private player: FrameClock,
    private clock: Pick<ServerClock, "now">,
    private local: () => number = () => performance.now(),
  ) {}

  /** Bring the player to where the head is now. To be called when the head changed, and a few times a second while it plays. */
  keep(head: Moving): void {
    const { player } = this;
    const state = player.getState();
    const extent = extentOf(player);
    if (state.loop?.start !== head.loop?.start || state.loop?.end !== head.loop?.end)
      player.setLoop(head.loop);
    if (!head.playing) {
      if (state.playing) player.pause();
      if (player.getState().asked !== Math.min(head.frame, player.frames - 1)) player.seek(head.frame);
      return;
    }
    const target = frameAt(head, extent, this.clock.now());
    const atEnd = head.loop === null && (head.rate > 0 ? target >= extent.frames - 1 : target <= 0);
    if (atEnd) {
      if (!state.playing && state.asked !== target) player.seek(target);
      return;
    }
    if (!state.playing || state.rate !== head.rate) {
      this.aim(head, extent);
      player.play(head.rate);
      return;
    }
    this.correct(head, extent, target, state.frame);
  }

  private correct(head: Moving, extent: Extent, target: number, frame: number): void {
    if (this.seeking && this.player.getState().asked === frame) {
      this.seeking = false;
      this.settledAt = this.local() + SETTLE_MS;
    }
    if (this.seeking || this.local() < this.settledAt) return;
    const perMs = (extent.fps * Math.abs(head.rate)) / 1000;
    const lateMs = ((target - frame) * Math.sign(head.rate)) / perMs;
    const turns = head.loop !== null && Math.abs(target - frame) > (head.loop.end - head.loop.start) / 2;
    if (turns || Math.abs(lateMs) <= Math.max(OFF_MS, 1.5 / perMs)) return;
    this.leadMs = Math.min(
      LONGEST_LEAD_MS,
      Math.max(0, this.leadMs + GAIN * Math.min(lateMs, LONGEST_LEAD_MS)),
    );
    this.aim(head, extent);
  }

  private aim(head: Moving, extent: Extent): void {
    this.player.seek(frameAt(head, extent, this.clock.now() + this.leadMs));
    this.seeking = true;
  }
}
