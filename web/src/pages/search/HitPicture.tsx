import type { PointerEvent } from "react";
import type { HitFragment } from "../../graphql/generated";
import { formatTimecode, parseTimecode } from "../../timecode/timecode";
import { words } from "../../words/en";
import styles from "./HitPicture.module.css";
import { tileStyle } from "./spriteSheet";
import type { Scrub } from "./useScrub";

function timecodeOf({ shot }: HitFragment, frame: number): string | null {
  const { frameRate, startTimecode } = shot.version.media;
  if (!frameRate) return null;
  return formatTimecode(frame, frameRate, startTimecode ? parseTimecode(startTimecode, frameRate) : null);
}

/** The keyframe of a hit; where a pointer moves over it, the pictures of its shot from left to right. */
export function HitPicture({ hit, scrub }: { hit: HitFragment; scrub: Scrub }) {
  const { keyframe, range, shot } = hit;
  const { shown } = scrub;
  const move = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    scrub.moveTo((event.clientX - left) / width);
  };
  return (
    <span
      className={styles.picture}
      onPointerMove={move}
      onPointerLeave={scrub.leave}
      onPointerCancel={scrub.leave}
    >
      {keyframe.thumbnailUrl ? (
        <img
          src={keyframe.thumbnailUrl}
          alt=""
          draggable={false}
          decoding="async"
          width={shot.version.media.width ?? undefined}
          height={shot.version.media.height ?? undefined}
        />
      ) : (
        <span className={styles.none}>{words.search.noPicture}</span>
      )}
      {shown && (
        <span className={styles.scrubbed}>
          <span className={styles.tile} style={tileStyle(shown.sheet, shown.tile)} />
          <span className={styles.track}>
            <span style={{ inlineSize: `${((shown.place + 1) / shown.count) * 100}%` }} />
          </span>
        </span>
      )}
      <span className={styles.foot}>
        <span className={["timecode", styles.badge].join(" ")}>
          {(shown && timecodeOf(hit, shown.tile.frame)) ?? keyframe.timecode}
        </span>
        <span className={styles.badge}>{words.search.lasts(range.seconds)}</span>
      </span>
    </span>
  );
}
