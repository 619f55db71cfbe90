import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FrameClock } from "./FrameClock";
import type { Playback } from "./playback";

const RATE = 25;

const playback: Playback = {
  versionId: "v",
  name: "Clip",
  kind: "VIDEO",
  frames: 500,
  rate: { num: RATE, den: 1 },
  start: null,
  size: { width: 640, height: 360 },
  proxyUrl: "/media/proxy",
  tableUrl: null,
  posterUrl: null,
  waveformUrl: null,
  spriteUrl: null,
  spriteIndexUrl: null,
  hasSound: false,
};

/** A video element whose pictures come when the test says so. */
class Video extends EventTarget {
  src = "";
  currentTime = 0;
  seeking = false;
  playbackRate = 1;
  private told: ((now: number, data: { mediaTime: number }) => void) | null = null;

  requestVideoFrameCallback(told: NonNullable<Video["told"]>): number {
    this.told = told;
    return 1;
  }

  cancelVideoFrameCallback(): void {
    this.told = null;
  }

  async play(): Promise<void> {}
  pause(): void {}
  load(): void {}
  removeAttribute(): void {}

  /** Show the frame that was asked for last. */
  show(): number {
    const frame = Math.floor(this.currentTime * RATE);
    this.told?.(0, { mediaTime: frame / RATE });
    return frame;
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("who stops going backwards stands on the frame that is shown last, not on one before it", () => {
  const clock = new FrameClock(playback);
  const video = new Video();
  const detach = clock.attach(video as unknown as HTMLVideoElement);
  video.show();
  clock.seek(300);
  expect(video.show()).toBe(300);
  clock.play(-2);
  vi.advanceTimersByTime(400);
  expect(clock.getState().asked).toBeLessThan(300);
  clock.pause();
  const shown = video.show();
  expect(shown).toBeLessThan(300);
  expect(clock.getState()).toMatchObject({ playing: false, frame: shown, asked: shown });
  detach();
});
