import type { Size, Stage, View } from "./stage";
import { stageOf } from "./stage";

export const LARGEST_ZOOM = 16;
/** How much nearer a press of a key goes. */
export const ZOOM_STEP = 1.5;
/** How far a press of a key moves, in parts of the place. */
export const PAN_STEP = 0.2;

export const whole: View = { zoom: 1, x: 0.5, y: 0.5 };

interface Point {
  x: number;
  y: number;
}

/** Hold the middle such that no empty place is seen beside a picture that is larger than its place. */
function held(view: View, box: Size, picture: Size): View {
  const zoom = Math.min(LARGEST_ZOOM, Math.max(1, view.zoom));
  const { width, height } = stageOf(box, picture, { ...view, zoom });
  const within = (middle: number, seen: number) =>
    seen >= 1 ? 0.5 : Math.min(1 - seen / 2, Math.max(seen / 2, middle));
  return { zoom, x: within(view.x, box.width / width), y: within(view.y, box.height / height) };
}

/** The view after the picture was magnified by `factor`, with the spot that lies at `at` (in pixels of its place) staying there. */
export function zoomed(view: View, factor: number, at: Point, box: Size, picture: Size): View {
  const before = stageOf(box, picture, view);
  const spot = { x: (at.x - before.left) / before.width, y: (at.y - before.top) / before.height };
  const zoom = Math.min(LARGEST_ZOOM, Math.max(1, view.zoom * factor));
  const { width, height } = stageOf(box, picture, { ...view, zoom });
  return held(
    { zoom, x: spot.x + (box.width / 2 - at.x) / width, y: spot.y + (box.height / 2 - at.y) / height },
    box,
    picture,
  );
}

/** The view after the picture was moved by so many pixels. */
export function panned(view: View, by: Point, box: Size, picture: Size): View {
  const { width, height } = stageOf(box, picture, view);
  return held({ ...view, x: view.x - by.x / width, y: view.y - by.y / height }, box, picture);
}

/** What of the picture is seen in its place, in pixels from the picture's top left. */
export function seenOf(stage: Stage, box: Size): Stage {
  const left = Math.max(0, -stage.left);
  const top = Math.max(0, -stage.top);
  return {
    left,
    top,
    width: Math.min(stage.width - left, box.width),
    height: Math.min(stage.height - top, box.height),
  };
}
