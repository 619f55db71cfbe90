import { Film } from "lucide-react";
import { Link } from "wouter";
import { Badge } from "../../design/Badge";
import { Icon } from "../../design/Icon";
import { words } from "../../words/en";
import { Candidates } from "./Candidates";
import styles from "./Timelines.module.css";
import type { ConformedClip } from "./useConform";

interface ClipRowProps {
  clip: ConformedClip;
  /** The version that was chosen for it. */
  chosen: string | null;
  onChoose: (version: string | null) => void;
}

/** One clip: where it stands, and which frames of which version it shows. */
export function ClipRow({ clip, chosen, onChoose }: ClipRowProps) {
  const { version, range, mismatch } = clip;
  const say = words.timelines;
  const name = clip.name || clip.media || say.unnamedClip;
  return (
    <tr data-testid="clip" data-found={version !== null || chosen !== null}>
      <td>
        <strong>{name}</strong>
        {clip.media && clip.media !== clip.name && <p className={styles.soft}>{clip.media}</p>}
      </td>
      <td className={styles.place}>
        <span className="timecode">{clip.timecode}</span>{" "}
        <span className={styles.soft}>
          {clip.track}, {words.asset.frames(clip.frames)}
        </span>
      </td>
      <td>
        {version ? (
          <Link
            href={`/asset/${version.asset.id}?version=${version.id}&frame=${range?.start ?? 0}`}
            className={styles.footage ?? ""}
          >
            <span className={styles.picture}>
              {version.posterUrl ? <img src={version.posterUrl} alt="" loading="lazy" /> : <Icon of={Film} />}
            </span>
            <span>
              {say.version(version.asset.name, version.number)}
              {range && (
                <span className={styles.under}>
                  <span className="timecode">{range.startTimecode}</span>,{" "}
                  {words.asset.frames(range.end - range.start)}
                </span>
              )}
            </span>
          </Link>
        ) : (
          clip.candidates.length > 0 && (
            <Candidates ids={clip.candidates} label={say.choose(name)} chosen={chosen} onChoose={onChoose} />
          )
        )}
      </td>
      <td data-head={clip.matchedBy ? say.how : undefined}>
        {clip.matchedBy && <span className={styles.soft}>{say.matchedBy[clip.matchedBy]}</span>}
        {mismatch && (
          <>
            {chosen ? (
              <Badge tone="good">{say.chosen}</Badge>
            ) : (
              <Badge tone="warn">{say.mismatch[mismatch]}</Badge>
            )}
            <p className={styles.soft}>{clip.reason}</p>
          </>
        )}
      </td>
    </tr>
  );
}
