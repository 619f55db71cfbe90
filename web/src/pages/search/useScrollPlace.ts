import { useEffect, useLayoutEffect } from "react";
import { create } from "zustand";
import { useHistoryStep } from "../../app/historyStep";

const usePlaces = create<{ address: string; y: number }>()(() => ({ address: "", y: 0 }));

/** Keep how far a list was scrolled, and scroll there again when one comes back to it. */
export function useScrollPlace(address: string): void {
  useEffect(() => {
    const { address: left, y } = usePlaces.getState();
    if (left !== address || !useHistoryStep.getState().back) return;
    const frame = requestAnimationFrame(() => window.scrollTo(0, y)); // when the list has its height again
    return () => cancelAnimationFrame(frame);
  }, [address]);
  // Ends before the next page is laid out: a shorter one scrolls too.
  useLayoutEffect(() => {
    const onScroll = () => usePlaces.setState({ address, y: window.scrollY });
    window.addEventListener("scroll", onScroll, { passive: true });
    return () => window.removeEventListener("scroll", onScroll);
  }, [address]);
}
