import { counting } from "./counting";
import { nominal, type Rational } from "./rational";
import { parseTimecode, type StartTimecode } from "./timecode";

/** What the clock of a medium must be known for to read what somebody typed. */
export interface EntryClock {
  rate: Rational;
  start: StartTimecode | null;
  /** The frame that signed entries count from. */
  now: number;
}

const FRAME = /^(?:f|#)?(\d+)$/i;
const MOVE = /^([+-])(\d+(?:\.\d+)?)(s|f)?$/i;
const SPARSE = /^\d{1,2}([:;.]\d{1,3}){1,3}$/;

/** `1:02:03` and the like in full, the last number being frames: `00:01:02:03`. */
function full(text: string, mark: ":" | ";", digits: number): string {
  const parts = text.split(/[:;.]/);
  const frames = (parts.pop() ?? "0").padStart(digits, "0");
  while (parts.length < 3) parts.unshift("0");
  return `${parts.map((part) => part.padStart(2, "0")).join(":")}${mark}${frames}`;
}

function fromTimecode(text: string, { rate, start }: EntryClock): number | null {
  const count = counting(rate, start?.dropFrame ?? false);
  // Who types colons at a drop-frame medium means its timecode all the same.
  const mark = count?.mark ?? ":";
  const digits = (count?.perSecond ?? 0) > 100 ? 3 : 2;
  const parsed = parseTimecode(full(text, mark, digits), rate);
  if (parsed === null) return null;
  const frame = parsed.frame - (start?.frame ?? 0);
  return frame < 0 && count !== null ? frame + count.day : frame;
}

/**
 * The frame that somebody asks for: a frame number (`120`), a timecode (`01:00:04:12`, or its end, `4:12`),
 * or a way from where one is (`+10`, `-1s`, `+0.5s`). Null where it is none of these.
 */
export function parseEntry(typed: string, clock: EntryClock): number | null {
  const text = typed.trim();
  const frame = FRAME.exec(text);
  if (frame) return Number(frame[1]);
  const move = MOVE.exec(text);
  if (move) {
    const [, sign, size, unit] = move;
    const frames =
      unit?.toLowerCase() === "s"
        ? Math.round((Number(size) * clock.rate.num) / clock.rate.den)
        : Number(size);
    if (!Number.isInteger(frames)) return null;
    return clock.now + (sign === "-" ? -frames : frames);
  }
  return SPARSE.test(text) ? fromTimecode(text, clock) : null;
}

/** Frames that are counted from where one is: they end at the first and at the last. */
export function isMove(typed: string): boolean {
  return MOVE.test(typed.trim());
}

/** The timecode that drop frame goes on with, where somebody typed one that it leaves out; else null. */
export function afterDropped(typed: string, { rate, start }: EntryClock): string | null {
  const text = typed.trim();
  const count = counting(rate, start?.dropFrame ?? false);
  if (count === null || count.drop === 0 || !SPARSE.test(text)) return null;
  const whole = full(text, count.mark, 2);
  const next = `${whole.slice(0, -2)}${String(count.drop).padStart(2, "0")}`;
  const isDropped = parseTimecode(whole, rate) === null && Number(whole.slice(-2)) < count.drop;
  return isDropped && parseTimecode(next, rate) !== null ? next : null;
}

/** Frames in so many seconds, at least one: what jumps by a second move. */
export function framesOf(seconds: number, rate: Rational): number {
  return Math.max(1, Math.round(seconds * nominal(rate)));
}
