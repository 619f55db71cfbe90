import { Backwards } from "./backwards";
import type { Playback } from "./playback";
import { PtsTable } from "./ptsTable";
import { Seeker } from "./seeker";
import type { Frames, PlayerHandle, PlayerState } from "./state";

/** Browsers refuse rates outside of these. */
const LEAST_RATE = 0.0625;
const MOST_RATE = 16;

/** Plays one version on one video element, and always knows which frame is on the screen. Without an element it only keeps what is asked. */
export class FrameClock implements PlayerHandle {
  readonly frames: number;
  private state: PlayerState;
  private listeners = new Set<() => void>();
  private video: HTMLVideoElement | null = null;
  private table: PtsTable | null = null;
  private seeker: Seeker | null = null;
  private sound = { volume: 1, muted: false };
  private held: ReturnType<typeof setTimeout> | undefined;
  private restart: (() => void) | null = null;
  private readonly backwards = new Backwards();

  constructor(
    readonly playback: Playback,
    firstFrame = 0,
  ) {
    this.frames = playback.frames;
    const frame = this.within(firstFrame);
    this.state = {
      status: playback.proxyUrl === null ? "still" : "loading",
      frame,
      asked: frame,
      playing: false,
      rate: 1,
      speed: 1,
      loop: null,
      silenced: false,
      problem: null,
    };
  }

  getState = (): PlayerState => this.state;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Play on an element from now on; returns how to let it go. Made to be a React ref. */
  attach = (video: HTMLVideoElement): (() => void) => {
    const let_go = new AbortController();
    const { signal } = let_go;
    this.video = video;
    Object.assign(video, this.sound);
    this.restart = () => this.load(video, signal);
    video.addEventListener("ended", () => this.ended(), { signal });
    video.addEventListener("waiting", () => this.set({ status: "waiting" }), { signal });
    video.addEventListener("playing", () => this.set({ status: "ready" }), { signal });
    video.addEventListener("error", () => this.failed(video.error?.message ?? ""), { signal });
    video.addEventListener("timeupdate", () => this.hear(video), { signal });
    this.load(video, signal);
    return () => {
      let_go.abort();
      this.halt();
      this.seeker?.close();
      this.seeker = null;
      this.video = null;
      this.restart = null;
      video.removeAttribute("src");
      video.load();
    };
  };

  seek(frame: number): void {
    const asked = this.within(frame);
    this.set({ asked });
    if (this.seeker === null) {
      this.set({ frame: asked });
      return;
    }
    if (this.state.playing) this.stopMoving();
    this.seeker.seek(asked);
    // The seeker tells when the frame is there; then it plays on.
  }

  play(rate: number = this.state.speed): void {
    if (this.state.status === "still" || this.state.status === "failed") return;
    const { loop, frame, asked } = this.state;
    this.stopMoving();
    this.set({ playing: true, rate });
    const [first, last] = loop ? [loop.start, loop.end - 1] : [0, this.frames - 1];
    const outside = loop !== null && (asked < first || asked > last);
    if (rate > 0 && (asked >= last || outside)) this.seek(first);
    else if (rate < 0 && (asked <= first || outside)) this.seek(last);
    else if (asked !== frame) this.seek(asked);
    else if (!this.seeker?.busy) this.move();
  }

  pause(): void {
    if (!this.state.playing) return;
    this.stopMoving();
    this.set({ playing: false, rate: this.state.speed });
    if (this.seeker?.busy) return; // played backwards: what was asked for last is what will be shown
    const { frame } = this.state;
    this.set({ asked: frame });
    // After a pause the video's own time may point a frame too early: bring picture and clock together.
    this.seeker?.align(frame);
  }

  toggle(): void {
    if (this.state.playing) this.pause();
    else this.play();
  }

  step(frames: number): void {
    const { playing, frame, asked } = this.state;
    const from = playing ? frame : asked;
    if (playing) {
      this.stopMoving();
      this.set({ playing: false, rate: this.state.speed });
    }
    this.seek(from + frames);
  }

  setLoop(loop: Frames | null): void {
    const start = loop ? this.within(loop.start) : 0;
    this.set({ loop: loop && { start, end: Math.min(Math.max(loop.end, start + 1), this.frames) } });
  }

  setSpeed(speed: number): void {
    this.set({ speed });
    if (this.state.playing) this.play(Math.sign(this.state.rate) * speed);
    else this.set({ rate: speed });
  }

  setSound(volume: number, muted: boolean): void {
    this.sound = { volume, muted };
    if (this.video) Object.assign(this.video, this.sound);
    if (this.state.silenced) this.set({ silenced: false });
  }

  reload(): void {
    this.set({ status: this.playback.proxyUrl === null ? "still" : "loading", problem: null });
    this.restart?.();
  }

  private load(video: HTMLVideoElement, signal: AbortSignal): void {
    const { proxyUrl, tableUrl, frames, rate } = this.playback;
    if (proxyUrl === null) return;
    const begin = (table: PtsTable) => {
      if (signal.aborted) return;
      this.table = table;
      this.seeker?.close();
      this.seeker = new Seeker(
        video,
        table,
        (frame) => (this.playback.size === null ? table.begin(frame) + 0.001 : table.middle(frame)),
        (frame) => this.shown(frame),
        () => this.settled(),
      );
      if (this.state.asked > 0 || this.state.playing) this.seeker.seek(this.state.asked);
      video.src = proxyUrl;
    };
    if (tableUrl === null) begin(PtsTable.even(frames, rate));
    else
      PtsTable.fetch(tableUrl, signal).then(begin, (error: unknown) => {
        if (!signal.aborted) this.failed(error instanceof Error ? error.message : String(error));
      });
  }

  private shown(frame: number): void {
    const { playing, rate, loop, status } = this.state;
    const ready = status === "failed" ? status : "ready";
    const moving = playing && rate > 0 && !this.seeker?.busy;
    this.set(moving ? { frame, asked: frame, status: ready } : { frame, status: ready });
    if (moving && loop && frame >= loop.end - 1) this.holdLast(loop);
  }

  private settled(): void {
    if (this.state.status === "loading") this.set({ status: "ready" });
    if (this.state.playing && this.backwards.running === false) this.move();
  }

  /** Set out from the frame that is shown. */
  private move(): void {
    const { video, table } = this;
    if (video === null || table === null) return;
    const { rate, frame } = this.state;
    if (rate < 0) {
      this.backwards.run(table, frame, -rate, (wanted) => this.backTo(wanted));
      return;
    }
    video.playbackRate = Math.min(MOST_RATE, Math.max(LEAST_RATE, rate));
    video.play().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === "NotAllowedError" && !video.muted) {
        video.muted = true;
        this.set({ silenced: true });
        this.move();
      } else if (!(error instanceof DOMException && error.name === "AbortError")) {
        this.pause();
      }
    });
  }

  /** One step of playing backwards; false once the beginning is reached. */
  private backTo(wanted: number): boolean {
    const first = this.state.loop?.start ?? 0;
    if (wanted <= first && this.state.frame <= first && !this.seeker?.busy) {
      if (this.state.loop) this.seek(this.state.loop.end - 1);
      else this.pause();
      return false;
    }
    const asked = Math.max(first, wanted);
    if (!this.seeker?.busy && asked !== this.state.frame) {
      this.set({ asked });
      this.seeker?.seek(asked);
    }
    return true;
  }

  /** Let the last frame of a loop stand for its time, then begin again: played on, the frame after it would be seen. */
  private holdLast(loop: Frames): void {
    this.video?.pause();
    const seconds = (this.table?.duration(loop.end - 1) ?? 0) / this.state.rate;
    clearTimeout(this.held);
    this.held = setTimeout(() => this.seek(loop.start), seconds * 1000);
  }

  private ended(): void {
    const { loop, playing } = this.state;
    if (loop && playing) this.seek(loop.start);
    else if (playing) this.step(this.frames);
  }

  /** A sound has no pictures to call back for, nor has a hidden page: there the video's own clock is all there is. */
  private hear(video: HTMLVideoElement): void {
    if (this.table === null || this.seeker?.busy) return;
    if (this.playback.size === null || document.hidden) this.shown(this.table.frameAt(video.currentTime));
  }

  private stopMoving(): void {
    clearTimeout(this.held);
    this.backwards.stop();
    this.video?.pause();
  }

  private halt(): void {
    this.stopMoving();
    this.set({ playing: false, rate: this.state.speed });
  }

  private failed(problem: string): void {
    this.stopMoving();
    this.set({ status: "failed", playing: false, problem });
  }

  private within(frame: number): number {
    return Math.min(Math.max(0, Math.round(frame)), this.frames - 1);
  }

  private set(change: Partial<PlayerState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}
