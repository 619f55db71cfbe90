import { useEffect } from "react";
import type { PlayerHandle } from "../../player/state";

const QUIET_MS = 400;

/** Keep the frame in the address while nothing moves, so that the address can be given to somebody else. */
export function useFrameInAddress(player: PlayerHandle): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let written = player.getState().frame;
    const write = () => {
      const { frame, playing } = player.getState();
      if (playing || frame === written) return;
      written = frame;
      const address = new URL(window.location.href);
      address.searchParams.set("frame", String(frame));
      // Not through the router: nothing on the page is another because of it.
      window.history.replaceState(window.history.state, "", address);
    };
    const stop = player.subscribe(() => {
      clearTimeout(timer);
      timer = setTimeout(write, QUIET_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [player]);
}
