import { lowest, nominal, type Rational } from "./rational";

/** How timecode counts a rate (SMPTE ST 12-1): labels a second, labels dropped a minute, labels a day, and the sign before the frames. */
export interface Counting {
  perSecond: number;
  drop: number;
  day: number;
  mark: ":" | ";";
}

/** Whether timecode knows a rate: a whole number of frames a second, or one of the NTSC family just below it. */
export function isCounted(rate: Rational): boolean {
  const { num, den } = lowest(rate);
  return den === 1 || num * 1001 === nominal(rate) * 1000 * den;
}

/** Labels that drop-frame counting skips at the start of each minute but every tenth; 0 at rates that have none. */
export function droppedAt(rate: Rational): number {
  const { num, den } = lowest(rate);
  if (den !== 1001) return 0;
  return num === 30000 ? 2 : num === 60000 ? 4 : 0;
}

/** How a rate is counted; null where timecode does not know it. */
export function counting(rate: Rational, dropFrame: boolean): Counting | null {
  if (!isCounted(rate)) return null;
  const perSecond = nominal(rate);
  const drop = dropFrame ? droppedAt(rate) : 0;
  return {
    perSecond,
    drop,
    day: 24 * 3600 * perSecond - drop * (24 * 60 - 24 * 6),
    mark: drop > 0 ? ";" : ":",
  };
}
