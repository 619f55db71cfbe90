import { useCallback, useEffect, useState } from "react";
import type { FrameClock } from "../FrameClock";
import { following, moved, type Span, zoomed } from "./span";

export interface SpanHandle {
  span: Span;
  /** Zoom by a factor around a frame; around the one on the screen unless told. */
  zoom: (factor: number, around?: number) => void;
  move: (frames: number) => void;
  fit: () => void;
}

/** Which frames the timeline shows: all of them at first; while it plays, always the one on the screen. */
export function useSpan(player: FrameClock): SpanHandle {
  const { frames } = player;
  const [span, setSpan] = useState<Span>({ from: 0, to: frames });
  const zoom = useCallback(
    (factor: number, around?: number) =>
      setSpan((now) => zoomed(now, factor, around ?? player.getState().frame + 0.5, frames)),
    [player, frames],
  );
  const move = useCallback((by: number) => setSpan((now) => moved(now, by, frames)), [frames]);
  const fit = useCallback(() => setSpan({ from: 0, to: frames }), [frames]);
  useEffect(() => {
    let last = player.getState().frame;
    return player.subscribe(() => {
      const { frame } = player.getState();
      if (frame === last) return;
      last = frame;
      setSpan((now) => following(now, frame, frames));
    });
  }, [player, frames]);
  return { span, zoom, move, fit };
}
