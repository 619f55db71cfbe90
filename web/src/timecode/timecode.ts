// The same rules as graph/nodes/time.py, which the tests compare these with.

import { counting, droppedAt, isCounted } from "./counting";
import { nominal, type Rational } from "./rational";

/** The timecode of a medium's frame 0, as a count of frames, and whether it counts drop frame. */
export interface StartTimecode {
  readonly frame: number;
  readonly dropFrame: boolean;
}

const TIMECODE = /^(\d{2}):(\d{2}):(\d{2})([:;])(\d{2,3})$/;

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function remainder(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

function written(seconds: number, frames: number, mark: ":" | ";", digits: number): string {
  const minutes = Math.floor(seconds / 60);
  const clock = [Math.floor(minutes / 60), minutes % 60, seconds % 60].map(two).join(":");
  return `${clock}${mark}${String(frames).padStart(digits, "0")}`;
}

/** At rates that timecode does not know, such as 12.5: seconds of the clock, and the frames that begin in each. */
function clockTimecode(frame: number, { num, den }: Rational): string {
  const number = remainder(frame, Math.floor((24 * 3600 * num) / den));
  const seconds = Math.floor((number * den) / num);
  return written(seconds, number - Math.ceil((seconds * num) / den), ":", 2);
}

/** The SMPTE timecode of a frame (0 is the medium's first): `HH:MM:SS:FF`, or `HH:MM:SS;FF` for drop frame. Wraps after 24 hours. */
export function formatTimecode(frame: number, rate: Rational, start: StartTimecode | null = null): string {
  const count = counting(rate, start?.dropFrame ?? false);
  const since = frame + (start?.frame ?? 0);
  if (count === null) return clockTimecode(since, rate);
  const { perSecond, drop, day, mark } = count;
  let number = remainder(since, day);
  if (drop > 0) {
    const perTenMinutes = 600 * perSecond - 9 * drop;
    const perMinute = 60 * perSecond - drop;
    const tens = Math.floor(number / perTenMinutes);
    const rest = number % perTenMinutes;
    number += 9 * drop * tens;
    if (rest >= drop) number += drop * Math.floor((rest - drop) / perMinute);
  }
  return written(Math.floor(number / perSecond), number % perSecond, mark, perSecond > 100 ? 3 : 2);
}

/** The count of frames that a timecode names; null where it is none, counts past its rate, or is one that drop frame skips. */
export function parseTimecode(text: string, rate: Rational): StartTimecode | null {
  const match = TIMECODE.exec(text);
  if (match === null) return null;
  const [hours = 0, minutes = 0, seconds = 0] = match.slice(1, 4).map(Number);
  const frames = Number(match[5]);
  const perSecond = nominal(rate);
  const counted = isCounted(rate);
  const most = counted ? perSecond : Math.ceil(rate.num / rate.den);
  if (hours > 23 || minutes > 59 || seconds > 59 || frames >= most) return null;
  const wholeMinutes = hours * 60 + minutes;
  const wholeSeconds = wholeMinutes * 60 + seconds;
  if (match[4] === ":") {
    const first = counted ? wholeSeconds * perSecond : Math.ceil((wholeSeconds * rate.num) / rate.den);
    return { frame: first + frames, dropFrame: false };
  }
  const drop = droppedAt(rate);
  if (drop === 0 || (seconds === 0 && frames < drop && minutes % 10 !== 0)) return null;
  const dropped = drop * (wholeMinutes - Math.floor(wholeMinutes / 10));
  return { frame: wholeSeconds * perSecond + frames - dropped, dropFrame: true };
}
