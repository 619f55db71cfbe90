import type { FrameClock } from "../../player/FrameClock";
import { usePlayerState } from "../../player/usePlayer";
import styles from "./Boxes.module.css";
import { boxesAt, useBoxTracks } from "./useBoxes";
import type { KnownShot } from "./useKnown";

interface BoxesProps {
  player: FrameClock;
  shot: KnownShot | null;
  on: boolean;
  /** The track to be told apart, by id. */
  marked: string | null;
}

const percent = (part: number) => `${(100 * part).toFixed(3)}%`;

/** What the network saw on the frame on the screen, laid over it. */
export function Boxes({ player, shot, on, marked }: BoxesProps) {
  const frame = usePlayerState(player, (state) => state.frame);
  const tracks = useBoxTracks(shot, frame, on);
  return (
    <div className={styles.boxes}>
      {boxesAt(tracks, frame).map(({ id, name, confidence, between, x, y, width, height }) => (
        <div
          key={id}
          data-box={id}
          className={[styles.box, between ? styles.between : "", id === marked ? styles.marked : ""].join(
            " ",
          )}
          style={{ left: percent(x), top: percent(y), width: percent(width), height: percent(height) }}
        >
          <span className={y < 0.06 ? styles.inside : styles.name}>
            {name} {Math.round(confidence * 100)}
          </span>
        </div>
      ))}
    </div>
  );
}
