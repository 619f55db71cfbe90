import { type RefObject, useEffect, useRef } from "react";
import type { KeyBinding } from "./keys";

const TYPED_INTO =
  "input:not([type=range], [type=checkbox], [type=radio]), textarea, select, [contenteditable]";
const PRESSED = "button, a, summary, [role=button], [role=tab], [role=menuitem]";
const OWN_ARROWS = "input[type=range], input[type=radio], [role=slider], [role=listbox], [role=tablist]";
const SCROLLED = "ul[tabindex]";

function nameOf({ key, shiftKey }: KeyboardEvent): string {
  const name = key.length === 1 ? key.toLowerCase() : key;
  return shiftKey ? `Shift+${name}` : name;
}

/** Whether a key belongs to what has the focus: letters to a text field, Space to a button reached by keyboard, arrows to a slider. */
function isTaken(event: KeyboardEvent): boolean {
  const { target, key } = event;
  if (!(target instanceof HTMLElement)) return false;
  if (target.matches(TYPED_INTO)) return true;
  if (/^(Arrow|Home|End|Page)/.test(key) && target.matches(OWN_ARROWS)) return true;
  if (/^Arrow(Up|Down)$/.test(key) && target.matches(SCROLLED)) return true;
  return (key === " " || key === "Enter") && target.matches(PRESSED) && target.matches(":focus-visible");
}

/** Listen to the keyboard of the whole page while no dialog is open. Says which keys are held down. */
export function useKeys(bindings: KeyBinding[]): RefObject<Set<string>> {
  const table = useRef(bindings);
  table.current = bindings;
  const held = useRef(new Set<string>());
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const down = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (document.querySelector("dialog[open]") || isTaken(event)) return;
      const name = nameOf(event);
      held.current.add(name);
      const found = table.current.find(({ keys }) => keys.includes(name));
      if (!found) return;
      event.preventDefault();
      // A button that was pressed by mouse keeps the focus: Space is not meant for it.
      if (name === " " && event.target instanceof HTMLElement && event.target.matches(PRESSED))
        event.target.blur();
      found.run();
    };
    window.addEventListener("keydown", down, { signal });
    window.addEventListener("keyup", (event) => held.current.delete(nameOf(event)), { signal });
    window.addEventListener("blur", () => held.current.clear(), { signal });
    return () => stop.abort();
  }, []);
  return held;
}
