import type { Span } from "./span";

/** The outline of a sound: the least and the greatest sample of each step, -128 to 127, by turns. */
export interface Wave {
  peaks: ArrayLike<number>;
  /** Steps in one frame. */
  perFrame: number;
}

/** Add the outline of the frames of a span to a path, a column for each pixel; `scale` is the pixels of one unit. */
export function traceWave(
  canvas: CanvasRenderingContext2D,
  { peaks, perFrame }: Wave,
  span: Span,
  width: number,
  middle: number,
  scale: number,
): void {
  const step = ((span.to - span.from) / width) * perFrame;
  for (let x = 0; x < width; x += 1) {
    const from = Math.floor((span.from + (x / width) * (span.to - span.from)) * perFrame);
    let low = 0;
    let high = 0;
    for (let at = from; at < from + Math.max(1, step); at += 1) {
      low = Math.min(low, peaks[2 * at] ?? 0);
      high = Math.max(high, peaks[2 * at + 1] ?? 0);
    }
    canvas.rect(x, middle - high * scale, 1, Math.max(1, (high - low) * scale));
  }
}
