import { type RefObject, useLayoutEffect, useState } from "react";

/** Where the picture lies in its place, in CSS pixels: what is drawn over it is laid exactly on it. */
export interface Stage {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Where the picture lies, and what of it is seen: in pixels from the picture's own top left. */
export interface SeenStage extends Stage {
  seen: Stage;
}

/** What of the picture is seen: magnification, and what lies in the middle, 0 to 1. */
export interface View {
  zoom: number;
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

/** The greatest place of a picture's shape in a box, in its middle; magnified and moved as the view has it. */
export function stageOf(box: Size, picture: Size, view: View | null): Stage {
  const scale = Math.min(box.width / picture.width, box.height / picture.height) * (view?.zoom ?? 1);
  const width = picture.width * scale;
  const height = picture.height * scale;
  return {
    width,
    height,
    left: box.width / 2 - width * (view?.x ?? 0.5),
    top: box.height / 2 - height * (view?.y ?? 0.5),
  };
}

/** The size of an element, measured again whenever it changes; null before it was measured. */
export function useSize(element: RefObject<HTMLElement | null>): Size | null {
  const [size, setSize] = useState<Size | null>(null);
  useLayoutEffect(() => {
    const measured = element.current;
    if (!measured) return;
    const measure = () => setSize({ width: measured.clientWidth, height: measured.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(measured);
    measure();
    return () => observer.disconnect();
  }, [element]);
  return size;
}
