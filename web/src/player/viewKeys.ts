import { words } from "../words/en";
import type { KeyBinding } from "./keys";
import type { View } from "./stage";
import { LARGEST_ZOOM, PAN_STEP, whole, ZOOM_STEP } from "./view";

/** The keys that magnify and move the picture. */
export function viewKeys(view: View | null, onView: (view: View | null) => void): KeyBinding[] {
  const say = words.player.keys;
  const { zoom, x, y } = view ?? whole;
  const near = (factor: number) => () => {
    const to = Math.min(LARGEST_ZOOM, zoom * factor);
    onView(to <= 1.001 ? null : { ...held(to, x, y) });
  };
  const move = (across: number, down: number) => () => {
    if (view) onView(held(zoom, x + (across * PAN_STEP) / zoom, y + (down * PAN_STEP) / zoom));
  };
  return [
    { keys: ["+", "=", "Shift++"], label: say.nearer, run: near(ZOOM_STEP) },
    { keys: ["-"], label: say.further, run: near(1 / ZOOM_STEP) },
    { keys: ["0"], label: say.whole, run: () => view && onView(null) },
    { keys: ["ArrowUp"], label: say.lookUp, run: move(0, -1) },
    { keys: ["ArrowDown"], label: say.lookDown, run: move(0, 1) },
    { keys: ["Shift+ArrowUp"], label: say.lookLeft, run: move(-1, 0) },
    { keys: ["Shift+ArrowDown"], label: say.lookRight, run: move(1, 0) },
  ];
}

/** The middle stays where the picture still fills its place. */
function held(zoom: number, x: number, y: number): View {
  const within = (middle: number) => Math.min(1 - 0.5 / zoom, Math.max(0.5 / zoom, middle));
  return { zoom, x: within(x), y: within(y) };
}
