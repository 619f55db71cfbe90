import type { PtsTable } from "./ptsTable";

/** Plays backwards, which browsers cannot: at each repaint asks for the frame that is due, as fast as the machine shows them. */
export class Backwards {
  private request: number | null = null;

  get running(): boolean {
    return this.request !== null;
  }

  /** Set out from a frame, `rate` times as fast as its own speed, until `show` returns false or `stop` is called. */
  run(table: PtsTable, from: number, rate: number, show: (frame: number) => boolean): void {
    this.stop();
    const begin = performance.now();
    const end = table.begin(from) + table.duration(from);
    const tick = (now: number) => {
      const due = table.frameAt(end - (Math.max(0, now - begin) / 1000) * rate);
      const current = this.request;
      const goOn = show(Math.min(from, due));
      if (this.request !== current) return;
      this.request = goOn ? requestAnimationFrame(tick) : null;
    };
    this.request = requestAnimationFrame(tick);
  }

  stop(): void {
    if (this.request !== null) cancelAnimationFrame(this.request);
    this.request = null;
  }
}
