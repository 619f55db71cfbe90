import { type RefObject, useEffect, useRef } from "react";
import { useLocation } from "wouter";
import { useHistoryStep } from "./historyStep";

/** A new page starts at its top, with the focus on it; one that was left stays where it was. */
export function useArrival(page: RefObject<HTMLElement | null>): void {
  const [path] = useLocation();
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    if (useHistoryStep.getState().back) return;
    window.scrollTo(0, 0);
    page.current?.focus({ preventScroll: true });
  }, [path, page]);
}
