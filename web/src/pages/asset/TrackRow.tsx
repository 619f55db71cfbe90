import { Info } from "lucide-react";
import { IconButton } from "../../design/Button";
import type { FrameClock } from "../../player/FrameClock";
import { words } from "../../words/en";
import styles from "./Panel.module.css";
import type { DetailedTrack } from "./ShotPanel";
import { Verdicts } from "./Verdicts";

interface TrackRowProps {
  player: FrameClock;
  track: DetailedTrack;
  mayJudge: boolean;
  marked: boolean;
  onMark: (track: string | null) => void;
  onProvenance: () => void;
}

/** One thing that was followed: how it is called, how sure that is, and a way to its best frame. */
export function TrackRow({ player, track, mayJudge, marked, onMark, onProvenance }: TrackRowProps) {
  const { id, label, entity, confidence, range, bestFrame, verdicts } = track;
  const name = entity?.name ?? label;
  return (
    <li
      className={marked ? styles.marked : styles.row}
      onPointerEnter={() => onMark(id)}
      onPointerLeave={() => onMark(null)}
    >
      <div className={styles.line}>
        <button
          type="button"
          className={styles.name}
          onClick={() => player.seek(bestFrame)}
          onFocus={() => onMark(id)}
          onBlur={() => onMark(null)}
        >
          {name}
        </button>
        <span className={styles.soft}>{words.asset.sure(confidence)}</span>
        <IconButton label={words.asset.provenanceOf(name)} icon={Info} onClick={onProvenance} />
      </div>
      <span className={styles.soft}>
        {name !== label && `${label}, `}
        <span className="timecode">
          {range.startTimecode} – {range.endTimecode}
        </span>
      </span>
      {mayJudge && <Verdicts about={id} what={name} given={verdicts} />}
    </li>
  );
}
