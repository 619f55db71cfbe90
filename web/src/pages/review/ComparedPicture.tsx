import { type ReactNode, useEffect, useState } from "react";
import type { Comparison } from "../../graphql/generated";
import type { FrameClock } from "../../player/FrameClock";
import { Picture } from "../../player/Picture";
import type { Playback } from "../../player/playback";
import type { SeenStage, View } from "../../player/stage";
import { usePlayer } from "../../player/usePlayer";
import { words } from "../../words/en";
import styles from "./ComparedPicture.module.css";
import { Following } from "./following";

interface ComparedProps {
  player: FrameClock;
  other: Playback;
  mode: Comparison;
  overlay: (stage: SeenStage) => ReactNode;
  view: View | null;
  onView: (view: View | null) => void;
}

const KEEP_MS = 150;

/** The second player goes where the first is, frame for frame. */
function useTogether(player: FrameClock, second: FrameClock): void {
  useEffect(() => {
    const keeper = new Following(second, { now: Date.now });
    const keep = () => {
      const { playing, rate, loop, frame, asked } = player.getState();
      const serverTime = new Date().toISOString();
      keeper.keep({ frame: playing ? frame : asked, playing, rate, loop, serverTime });
    };
    keep();
    const stop = player.subscribe(() => {
      if (!player.getState().playing) keep();
    });
    const timer = setInterval(keep, KEEP_MS);
    return () => {
      stop();
      clearInterval(timer);
    };
  }, [player, second]);
}

/** Two versions at the same frame: beside each other, one through the other, either side of a line, or what differs. */
export function ComparedPicture({ player, other, mode, overlay, view, onView }: ComparedProps) {
  const second = usePlayer(other);
  const [amount, setAmount] = useState(50);
  useTogether(player, second);
  const side = mode === "SIDE_BY_SIDE";
  const look =
    mode === "OVERLAY"
      ? { opacity: amount / 100 }
      : mode === "WIPE"
        ? { clipPath: `inset(0 0 0 ${amount}%)` }
        : mode === "DIFFERENCE"
          ? { mixBlendMode: "difference" as const }
          : {};
  return (
    <div className={side ? styles.sides : styles.stack} data-testid="compared" data-mode={mode}>
      <div className={styles.first}>
        <Picture player={player} overlay={overlay} view={view} onView={onView} />
      </div>
      <div className={styles.second} style={look}>
        <Picture player={second} view={view} onView={onView} />
      </div>
      {mode === "WIPE" && <div className={styles.line} style={{ left: `${amount}%` }} />}
      {(mode === "WIPE" || mode === "OVERLAY") && (
        <input
          type="range"
          className={styles.amount}
          aria-label={words.review.compare.amount[mode]}
          min={0}
          max={100}
          value={amount}
          onChange={(event) => setAmount(event.target.valueAsNumber)}
        />
      )}
    </div>
  );
}
