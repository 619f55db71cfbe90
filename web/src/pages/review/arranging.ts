/** The list with what is at one place moved to another; places beyond the ends are the ends. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = [...list];
  const [item] = rest.splice(from, 1);
  if (item !== undefined) rest.splice(Math.max(0, Math.min(rest.length, to)), 0, item);
  return rest;
}

/** Where what is dragged from one place comes to stand when it is dropped before or after another. */
export function placeFor(from: number, over: number, after: boolean): number {
  const place = after ? over + 1 : over;
  return place > from ? place - 1 : place;
}
