/** The frames a timeline shows, as fractions of frames so that zooming is smooth: `from` up to `to`. */
export interface Span {
  from: number;
  to: number;
}

/** Frames that are the least to be seen at once. */
const CLOSEST = 12;

/** Keep a span within the version, and no closer than a few frames. */
export function within({ from, to }: Span, frames: number): Span {
  const length = Math.min(frames, Math.max(Math.min(CLOSEST, frames), to - from));
  const start = Math.min(Math.max(0, from), frames - length);
  return { from: start, to: start + length };
}

/** Zoom by a factor (above 1 sees less) around a frame that stays where it is. */
export function zoomed(span: Span, factor: number, around: number, frames: number): Span {
  const length = (span.to - span.from) / factor;
  const part = (around - span.from) / (span.to - span.from);
  const from = around - part * length;
  return within({ from, to: from + length }, frames);
}

/** Move by so many frames. */
export function moved({ from, to }: Span, by: number, frames: number): Span {
  return within({ from: from + by, to: to + by }, frames);
}

/** The span that has a frame in it: itself where it has, else the next page that does. */
export function following(span: Span, frame: number, frames: number): Span {
  if (frame >= span.from && frame < span.to) return span;
  const length = span.to - span.from;
  const from = frame < span.from ? frame - length * 0.9 : frame - length * 0.1;
  return within({ from, to: from + length }, frames);
}

/** Where a frame begins, in pixels from the left. */
export function xOf(frame: number, { from, to }: Span, width: number): number {
  return ((frame - from) / (to - from)) * width;
}

/** The frame at so many pixels from the left. */
export function frameAt(x: number, { from, to }: Span, width: number): number {
  return Math.floor(from + (x / width) * (to - from));
}

/** Frames between two marks of a ruler, so that they stand at least so many pixels apart and at round times. */
export function rulerStep(span: Span, width: number, perSecond: number, apart = 96): number {
  const least = ((span.to - span.from) / width) * apart;
  const second = Math.max(1, Math.round(perSecond));
  const steps = [
    1,
    2,
    5,
    10,
    second / 2,
    second,
    2 * second,
    5 * second,
    10 * second,
    15 * second,
    30 * second,
  ];
  const found = steps.find((step) => Number.isInteger(step) && step >= least);
  return found ?? Math.ceil(least / (60 * second)) * 60 * second;
}
