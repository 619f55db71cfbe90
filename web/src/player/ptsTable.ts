/** When each frame of a proxy is shown: frame N from `pts[N]` to `pts[N + 1]`, the last for `lastDuration`; in 1 / `timescale` seconds. */
export class PtsTable {
  constructor(
    readonly timescale: number,
    readonly pts: ArrayLike<number>,
    readonly lastDuration: number,
  ) {}

  /** A table of frames that all last one `rate`th of a second. */
  static even(frames: number, rate: { num: number; den: number }): PtsTable {
    return new PtsTable(
      rate.num,
      Float64Array.from({ length: frames }, (_, frame) => frame * rate.den),
      rate.den,
    );
  }

  /** Fetch the table that was made with a proxy. Throws an Error that says what is wrong with it. */
  static async fetch(url: string, signal: AbortSignal): Promise<PtsTable> {
    const answer = await fetch(url, { signal });
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
    const { timescale, pts, lastDuration } = (await answer.json()) as Record<string, unknown>;
    if (typeof timescale !== "number" || typeof lastDuration !== "number" || !Array.isArray(pts)) {
      throw new Error(`${url} is no table of picture times`);
    }
    return new PtsTable(timescale, Float64Array.from(pts as number[]), lastDuration);
  }

  get frames(): number {
    return this.pts.length;
  }

  /** How long a frame is shown, in seconds. */
  duration(frame: number): number {
    return (this.end(frame) - this.at(frame)) / this.timescale;
  }

  /** When a frame begins to be shown, in seconds. */
  begin(frame: number): number {
    return this.at(frame) / this.timescale;
  }

  /** The seconds to seek to for a frame: the middle of the time it is shown. The only ones that are sure in every browser. */
  middle(frame: number): number {
    return (this.at(frame) + this.end(frame)) / (2 * this.timescale);
  }

  /** The frame that is shown at some seconds. */
  frameAt(seconds: number): number {
    return Math.max(0, this.begun(seconds * this.timescale) - 1);
  }

  /** The frame whose time is nearest: browsers tell times that are rounded to microseconds. */
  nearest(seconds: number): number {
    const ticks = seconds * this.timescale;
    const after = Math.min(this.begun(ticks), this.frames - 1);
    const before = Math.max(0, after - 1);
    return Math.abs(this.at(after) - ticks) < Math.abs(ticks - this.at(before)) ? after : before;
  }

  /** How many frames begin at `ticks` or earlier. */
  private begun(ticks: number): number {
    let low = 0;
    let high = this.frames;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at(middle) <= ticks) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private at(frame: number): number {
    return this.pts[frame] ?? 0;
  }

  private end(frame: number): number {
    return frame + 1 < this.frames ? this.at(frame + 1) : this.at(frame) + this.lastDuration;
  }
}
