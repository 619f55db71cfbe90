import { type PointerEvent, type ReactNode, useRef } from "react";
import { formatTimecode } from "../timecode/timecode";
import { words } from "../words/en";
import type { FrameClock } from "./FrameClock";
import styles from "./Scrubber.module.css";
import { usePlayerState } from "./usePlayer";

interface ScrubberProps {
  player: FrameClock;
  /** What stands over the line, and is pressed as the line is. */
  children?: ReactNode;
}

/** All frames as a line: press or drag to go there; the keys of the player move it as well. */
export function Scrubber({ player, children }: ScrubberProps) {
  const line = useRef<HTMLDivElement>(null);
  const frame = usePlayerState(player, (state) => state.asked);
  const loop = usePlayerState(player, (state) => state.loop);
  const { frames, playback } = player;
  const part = (of: number) => `${(100 * of) / Math.max(1, frames - 1)}%`;
  const go = ({ clientX }: PointerEvent) => {
    const box = line.current?.getBoundingClientRect();
    if (box) player.seek(((clientX - box.left) / box.width) * (frames - 1));
  };
  return (
    <div
      ref={line}
      className={styles.line}
      role="slider"
      tabIndex={0}
      aria-label={words.player.position}
      aria-valuemin={0}
      aria-valuemax={frames - 1}
      aria-valuenow={frame}
      aria-valuetext={formatTimecode(frame, playback.rate, playback.start)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && go(event)}
    >
      {children}
      <div className={styles.bar}>
        <div className={styles.track}>
          {loop && (
            <div
              className={styles.loop}
              style={{ left: part(loop.start), right: `calc(100% - ${part(loop.end - 1)})` }}
            />
          )}
          <div className={styles.done} style={{ width: part(frame) }} />
        </div>
        <div className={styles.head} style={{ left: part(frame) }} />
      </div>
    </div>
  );
}
