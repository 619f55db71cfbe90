import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import type { FrameClock } from "../../player/FrameClock";
import { formatTimecode } from "../../timecode/timecode";
import { words } from "../../words/en";
import styles from "./ShotStrip.module.css";
import type { KnownShot } from "./useKnown";

interface ShotStripProps {
  player: FrameClock;
  shots: readonly KnownShot[];
  current: KnownShot | null;
}

const CARD = 168;

/** The shots side by side, each with its keyframe: press one to go there. */
export function ShotStrip({ player, shots, current }: ShotStripProps) {
  const strip = useRef<HTMLDivElement>(null);
  const cards = useVirtualizer({
    horizontal: true,
    count: shots.length,
    getScrollElement: () => strip.current,
    estimateSize: () => CARD,
    overscan: 4,
  });
  const index = current ? shots.indexOf(current) : -1;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another shot moves the strip
  useEffect(() => {
    if (index >= 0) cards.scrollToIndex(index, { align: "auto" });
  }, [index]);
  const { rate, start } = player.playback;
  return (
    <section ref={strip} className={styles.strip} aria-label={words.asset.shots}>
      <div className={styles.row} style={{ width: cards.getTotalSize() }}>
        {cards.getVirtualItems().map((item) => {
          const shot = shots[item.index];
          if (!shot) return null;
          const picture = shot.keyframes[0]?.thumbnailUrl;
          const timecode = formatTimecode(shot.range.start, rate, start);
          return (
            <button
              key={shot.id}
              type="button"
              className={styles.card}
              style={{ transform: `translateX(${item.start}px)` }}
              aria-current={shot === current ? "true" : undefined}
              onClick={() => player.seek(shot.range.start)}
            >
              {picture ? (
                <img src={picture} alt="" loading="lazy" className={styles.picture} />
              ) : (
                <span className={styles.picture} />
              )}
              <span className={styles.under}>
                <span>
                  <span className="unseen">{words.asset.thisShot} </span>
                  {shot.index + 1}
                </span>
                <span className="timecode">{timecode}</span>
              </span>
            </button>
          );
        })}
      </div>
    </section>
  );
}
