/** A ratio of two whole numbers, such as the frame rate 30000/1001. */
export interface Rational {
  readonly num: number;
  readonly den: number;
}

/** What a still picture and a sound without pictures are counted at, as the server does: one frame a second. */
export const ONE_A_SECOND: Rational = { num: 1, den: 1 };

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** The same ratio in lowest terms. */
export function lowest({ num, den }: Rational): Rational {
  const divisor = commonDivisor(num, den);
  return { num: num / divisor, den: den / divisor };
}

/** Frames a second as timecode counts them: 24 for 24000/1001. */
export function nominal({ num, den }: Rational): number {
  return Math.round(num / den);
}

/** How a rate is called: 25, 23.976, 59.94. */
export function rateName({ num, den }: Rational): string {
  return String(Math.round((num / den) * 1000) / 1000);
}
