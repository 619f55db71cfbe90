import { type RefObject, useEffect, useRef } from "react";
import type { Size, View } from "./stage";
import { panned, whole, zoomed } from "./view";

/** Marks what takes the pen: one finger or button draws there and moves nothing. */
export const TAKES_PEN = "data-takes-pen";

const PER_LINE = 16;
const PER_PIXEL = 1 / 400;

interface Touch {
  x: number;
  y: number;
}

/** Looking closer by hand: wheel and pinch magnify, dragging moves what is magnified, a double click shows it whole again. */
export function useLooking(
  place: RefObject<HTMLElement | null>,
  picture: Size | null,
  view: View | null,
  onView: ((view: View | null) => void) | undefined,
): void {
  const now = useRef({ view, onView, picture });
  now.current = { view, onView, picture };
  const may = onView !== undefined && picture !== null;
  useEffect(() => {
    const element = place.current;
    if (!element || !may) return;
    const stop = new AbortController();
    const { signal } = stop;
    const touches = new Map<number, Touch>();
    const change = (to: (from: View, box: Size, picture: Size) => View) => {
      const is = now.current;
      if (is.picture === null) return;
      const next = to(
        is.view ?? whole,
        { width: element.clientWidth, height: element.clientHeight },
        is.picture,
      );
      const shown = next.zoom <= 1 ? null : next;
      if (shown === null && is.view === null) return; // it is whole already
      now.current = { ...is, view: shown }; // several of these may come before the page renders
      is.onView?.(shown);
    };
    const pointOf = ({ clientX, clientY }: { clientX: number; clientY: number }): Touch => {
      const { left, top } = element.getBoundingClientRect();
      return { x: clientX - left, y: clientY - top };
    };
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? PER_LINE : 1);
      const factor = Math.exp(-pixels * PER_PIXEL * (event.ctrlKey ? 4 : 1));
      change((from, box, size) => zoomed(from, factor, pointOf(event), box, size));
    };
    const down = (event: PointerEvent) => {
      const draws = event.target instanceof Element && event.target.closest(`[${TAKES_PEN}]`) !== null;
      if (event.pointerType !== "touch" && (draws ? event.button !== 1 : event.button > 1)) return;
      if (event.button === 1) event.preventDefault();
      touches.set(event.pointerId, pointOf(event));
    };
    const move = (event: PointerEvent) => {
      const before = touches.get(event.pointerId);
      if (before === undefined) return;
      const to = pointOf(event);
      touches.set(event.pointerId, to);
      const other = [...touches].find(([id]) => id !== event.pointerId)?.[1];
      if (other !== undefined) {
        const apart = (a: Touch) => Math.max(1, Math.hypot(a.x - other.x, a.y - other.y));
        const middle = { x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 };
        const by = { x: (to.x - before.x) / 2, y: (to.y - before.y) / 2 };
        change((from, box, size) =>
          panned(zoomed(from, apart(to) / apart(before), middle, box, size), by, box, size),
        );
      } else if (!(event.buttons === 1 && drawsAt(event))) {
        change((from, box, size) => panned(from, { x: to.x - before.x, y: to.y - before.y }, box, size));
      }
    };
    const up = (event: PointerEvent) => touches.delete(event.pointerId);
    const back = (event: MouseEvent) => {
      if (!drawsAt(event)) change(() => whole);
    };
    element.addEventListener("wheel", wheel, { passive: false, signal });
    element.addEventListener("pointerdown", down, { signal });
    element.addEventListener("dblclick", back, { signal });
    window.addEventListener("pointermove", move, { signal });
    window.addEventListener("pointerup", up, { signal });
    window.addEventListener("pointercancel", up, { signal });
    return () => stop.abort();
  }, [place, may]);
}

function drawsAt({ target }: Event): boolean {
  return target instanceof Element && target.closest(`[${TAKES_PEN}]`) !== null;
}
