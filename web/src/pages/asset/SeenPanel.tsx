import { Combine, PenLine } from "lucide-react";
import { useState } from "react";
import { Badge } from "../../design/Badge";
import { IconButton } from "../../design/Button";
import type { FrameClock } from "../../player/FrameClock";
import { words } from "../../words/en";
import { MergedFrom, useMerged } from "./MergedFrom";
import { MergeEntity } from "./MergeEntity";
import styles from "./Panel.module.css";
import { RenameEntity } from "./RenameEntity";
import type { KnownTrack } from "./useKnown";

export type SeenEntity = NonNullable<KnownTrack["entity"]>;

interface Seen {
  entity: SeenEntity;
  tracks: number;
  frames: number;
  first: number;
}

/** Who and what is seen, the longest first. */
function seenIn(tracks: readonly KnownTrack[]): Seen[] {
  const seen = new Map<string, Seen>();
  for (const { entity, range } of tracks) {
    if (!entity) continue;
    const before = seen.get(entity.id) ?? { entity, tracks: 0, frames: 0, first: range.start };
    seen.set(entity.id, {
      entity,
      tracks: before.tracks + 1,
      frames: before.frames + range.end - range.start,
      first: Math.min(before.first, range.start),
    });
  }
  return [...seen.values()].sort((one, other) => other.frames - one.frames);
}

interface SeenPanelProps {
  player: FrameClock;
  project: string;
  tracks: readonly KnownTrack[];
  mayName: boolean;
  /** Something was renamed or merged: what is shown is old. */
  onChanged: () => void;
}

/** Who and what is seen in the version; give them names, or say that two are the same. */
export function SeenPanel({ player, project, tracks, mayName, onChanged }: SeenPanelProps) {
  const [naming, setNaming] = useState<SeenEntity | null>(null);
  const [merging, setMerging] = useState<SeenEntity | null>(null);
  const seen = seenIn(tracks);
  const { merged, again } = useMerged(seen.map(({ entity }) => entity.id));
  const changed = () => {
    again();
    onChanged();
  };
  const say = words.asset;
  if (seen.length === 0) return <p className={styles.soft}>{say.noEntities}</p>;
  return (
    <>
      <ul className={styles.list}>
        {seen.map(({ entity, tracks: times, frames, first }) => (
          <li key={entity.id} className={styles.row}>
            <div className={styles.line}>
              <button type="button" className={styles.name} onClick={() => player.seek(first)}>
                {entity.name ?? say.unnamed}
              </button>
              <Badge>{say.kinds[entity.kind]}</Badge>
              {mayName && (
                <>
                  <IconButton label={say.rename} icon={PenLine} onClick={() => setNaming(entity)} />
                  <IconButton label={say.merge} icon={Combine} onClick={() => setMerging(entity)} />
                </>
              )}
            </div>
            <span className={styles.soft}>{say.entityFrames(times, frames)}</span>
            <MergedFrom merged={merged.get(entity.id) ?? []} mayName={mayName} onDone={changed} />
          </li>
        ))}
      </ul>
      {naming && <RenameEntity entity={naming} onDone={changed} onClose={() => setNaming(null)} />}
      {merging && (
        <MergeEntity entity={merging} project={project} onDone={changed} onClose={() => setMerging(null)} />
      )}
    </>
  );
}
