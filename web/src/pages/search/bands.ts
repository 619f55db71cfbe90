import { words } from "../../words/en";
import { day } from "../../words/format";
import type { Asked } from "./address";

/** A number of seconds as a bound of lengths; one that ends just before a whole second is that second. */
function seconds(value: number): string {
  return words.search.lengths.seconds(Math.round(value * 100) / 100);
}

/** The bounds of length that are asked for, in words; null for none. */
export function lengthText({ atLeast, atMost }: Asked): string | null {
  const { between, atLeast: from, atMost: to } = words.search.lengths;
  if (atLeast !== null && atMost !== null) return between(seconds(atLeast), seconds(atMost));
  if (atLeast !== null) return from(seconds(atLeast));
  return atMost === null ? null : to(seconds(atMost));
}

/** The bounds of the moment of ingest that are asked for, in words; null for none. */
export function dateText({ since, before }: Asked): string | null {
  const { between, since: from, before: to } = words.search.dates;
  if (since !== null && before !== null) return between(day(since), day(before));
  if (since !== null) return from(day(since));
  return before === null ? null : to(day(before));
}
