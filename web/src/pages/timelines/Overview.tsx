import { useMemo } from "react";
import { type Choices, versionOf } from "./clips";
import styles from "./Timelines.module.css";
import type { ConformedClip } from "./useConform";

interface OverviewProps {
  frames: number;
  clips: readonly ConformedClip[];
  choices: Choices;
  label: string;
}

/** The whole timeline as a line: what was found of it, and where it has holes. */
export function Overview({ frames, clips, choices, label }: OverviewProps) {
  const [found, missing] = useMemo(() => {
    const paths: [string[], string[]] = [[], []];
    const gap = frames / 1000; // what keeps two clips apart to the eye
    clips.forEach((clip, place) => {
      const length = Math.max(clip.frames - gap, clip.frames / 2);
      paths[versionOf(clip, place, choices) === null ? 1 : 0].push(
        `M${clip.place} 0h${length}v1h${-length}z`,
      );
    });
    return paths.map((each) => each.join(""));
  }, [frames, clips, choices]);
  return (
    <svg
      className={styles.overview}
      viewBox={`0 0 ${Math.max(1, frames)} 1`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path className={styles.foundPart} d={found} />
      <path className={styles.missingPart} d={missing} />
    </svg>
  );
}
