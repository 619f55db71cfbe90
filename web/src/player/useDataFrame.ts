import { type RefObject, useLayoutEffect } from "react";
import type { PlayerHandle } from "./state";

/** Keep the frame that is on the screen as `data-frame` on an element, without rendering; absent until one is. */
export function useDataFrame(player: PlayerHandle, element: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const { dataset } = element.current ?? {};
    if (!dataset) return;
    const write = () => {
      const { status, frame } = player.getState();
      if (status === "loading" || status === "failed") delete dataset.frame;
      else dataset.frame = String(frame);
    };
    write();
    return player.subscribe(write);
  }, [player, element]);
}
