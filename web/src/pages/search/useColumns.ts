import { type RefObject, useLayoutEffect, useState } from "react";

const NARROWEST = 210; // pixels a card takes at least, where there is room for more than two

export interface Columns {
  count: number;
  /** Width of one, and where the list begins on the page, in pixels. */
  width: number;
  top: number;
}

/** How many columns a list has room for, `gap` pixels apart; known before the first paint. */
export function useColumns(list: RefObject<HTMLElement | null>, gap: number): Columns {
  const [columns, setColumns] = useState<Columns>({ count: 2, width: 0, top: 0 });
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const measure = () => {
      const { width: whole, top } = element.getBoundingClientRect();
      const count = Math.max(2, Math.floor((whole + gap) / (NARROWEST + gap)));
      const next = {
        count,
        width: (whole - gap * (count - 1)) / count,
        top: Math.round(top + window.scrollY),
      };
      setColumns((now) =>
        now.count === next.count && now.width === next.width && now.top === next.top ? now : next,
      );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [list, gap]);
  return columns;
}
