import type { PtsTable } from "./ptsTable";

/** After `seeked`, how long to wait for the browser to say which frame it shows before taking the clock's word. */
const PATIENCE_MS = 80;

/**
 * Shows exact frames of a video, one seek at a time, and tells each frame that comes on the screen.
 *
 * A seek goes to the middle of the frame's time and is done when requestVideoFrameCallback names that frame. Browsers do not
 * call back when the picture stays the same, nor always for a seek made while the first picture loads: the first seek waits
 * for the first callback, and 80 ms after `seeked` the time of the video is believed.
 */
export class Seeker {
  private inFlight: number | null = null;
  private onScreen: number | null = null;
  private waiting: number | null = null;
  private opened = false;
  private calledSinceSeeked = false;
  private callback = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly stop = new AbortController();

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly table: PtsTable,
    /** Where in the video a frame is asked for, in seconds. */
    private readonly place: (frame: number) => number,
    private readonly onShown: (frame: number) => void,
    private readonly onSettled: () => void,
  ) {
    const { signal } = this.stop;
    video.addEventListener("seeked", () => this.seeked(), { signal });
    video.addEventListener("loadeddata", () => this.believe(() => this.open()), { signal });
    this.watch();
  }

  /** Whether a frame that was asked for is still to come. */
  get busy(): boolean {
    return this.inFlight !== null || this.waiting !== null;
  }

  /** Show a frame, after the one that is on its way. Frames asked for in between are left out. */
  seek(frame: number): void {
    if (!this.opened || (this.inFlight !== null && this.inFlight !== this.onScreen)) this.waiting = frame;
    else if (frame === this.onScreen && this.table.frameAt(this.video.currentTime) === frame) this.land();
    else this.start(frame);
  }

  /** After a pause, bring the video's own time to the frame on the screen; a seek meanwhile goes ahead. */
  align(frame: number): void {
    if (this.opened && this.inFlight === null) this.start(frame);
  }

  close(): void {
    this.stop.abort();
    clearTimeout(this.timer);
    this.video.cancelVideoFrameCallback(this.callback);
  }

  private start(frame: number): void {
    this.inFlight = frame;
    this.waiting = null;
    clearTimeout(this.timer);
    this.video.currentTime = this.place(frame);
  }

  private watch(): void {
    this.callback = this.video.requestVideoFrameCallback((_, { mediaTime }) => {
      this.watch();
      this.shown(this.table.nearest(mediaTime));
    });
  }

  private shown(frame: number): void {
    this.calledSinceSeeked = true;
    this.onScreen = frame;
    this.onShown(frame);
    if (!this.opened) this.open();
    else if (frame === this.inFlight) this.land();
  }

  private open(): void {
    if (this.opened) return;
    this.opened = true;
    if (this.waiting !== null) this.start(this.waiting);
    else this.onSettled();
  }

  private land(): void {
    clearTimeout(this.timer);
    this.inFlight = null;
    if (this.waiting !== null) this.start(this.waiting);
    else this.onSettled();
  }

  private seeked(): void {
    if (this.inFlight === null || this.video.seeking) return;
    this.believe(() => this.land());
  }

  /** When no callback comes in time, take the frame from the video's own clock and go on. */
  private believe(goOn: () => void): void {
    this.calledSinceSeeked = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.video.seeking) return;
      if (!this.calledSinceSeeked) {
        this.onScreen = this.table.frameAt(this.video.currentTime);
        this.onShown(this.onScreen);
      }
      goOn();
    }, PATIENCE_MS);
  }
}
