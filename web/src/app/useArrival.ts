import { type RefObject, useEffect, useRef } from "react";
import { useLocation } from "wouter";

/** A new page starts at its top, with the focus on it; one that was left is found again as it was. */
export function useArrival(page: RefObject<HTMLElement | null>): void {
  const [path] = useLocation();
  const before = useRef(path);
  const backTo = useRef<string | null>(null);
  useEffect(() => {
    const onBack = () => {
      backTo.current = window.location.pathname;
    };
    window.addEventListener("popstate", onBack);
    return () => window.removeEventListener("popstate", onBack);
  }, []);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    const back = backTo.current === path;
    backTo.current = null;
    if (back) return;
    window.scrollTo(0, 0);
    page.current?.focus({ preventScroll: true });
  }, [path, page]);
}
