import { useEffect } from "react";
import { create } from "zustand";
import { useHistoryStep } from "../../app/historyStep";

const usePlaces = create<{ address: string; y: number }>()(() => ({ address: "", y: 0 }));

/** Keep how far a list was scrolled, and scroll there again when one comes back to it. */
export function useScrollPlace(address: string): void {
  useEffect(() => {
    const { address: left, y } = usePlaces.getState();
    let frame = 0;
    // When the list has its height again.
    if (left === address && useHistoryStep.getState().back)
      frame = requestAnimationFrame(() => window.scrollTo(0, y));
    const onScroll = () => usePlaces.setState({ address, y: window.scrollY });
    window.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener("scroll", onScroll);
    };
  }, [address]);
}
