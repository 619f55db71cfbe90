import { type RefObject, useLayoutEffect, useState } from "react";

/** The height of a list's first card in pixels; every card is as high. A guess from its width until one is there. */
export function useRowHeight(list: RefObject<HTMLElement | null>, width: number, ready: boolean): number {
  const [height, setHeight] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another width makes another height
  useLayoutEffect(() => {
    const card = ready ? list.current?.querySelector("article") : null;
    if (card) setHeight(card.offsetHeight);
  }, [list, width, ready]);
  return height || Math.round((width * 9) / 16) + 96;
}
