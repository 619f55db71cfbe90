import { Check, Sparkles } from "lucide-react";
import { memo } from "react";
import { IconButton } from "../../design/Button";
import { Icon } from "../../design/Icon";
import type { HitFragment } from "../../graphql/generated";
import { words } from "../../words/en";
import styles from "./HitCard.module.css";
import { HitPicture } from "./HitPicture";
import { useScrub } from "./useScrub";
import { shortReason, Why } from "./Why";

interface HitCardProps {
  hit: HitFragment;
  index: number;
  selected: boolean;
  /** Whether Tab leads here; the arrows lead to all others. */
  active: boolean;
  onActive: (index: number) => void;
  onToggle: (index: number) => void;
  onReach: (index: number) => void;
  onSimilar: (hit: HitFragment) => void;
  onOpen: (address: string) => void;
}

export function hitAddress({ shot, keyframe }: HitFragment, frame = keyframe.frame): string {
  const place = new URLSearchParams({ version: shot.version.id, frame: String(frame) });
  return `/asset/${encodeURIComponent(shot.version.asset.id)}?${place}`;
}

/** A shot that was found: its picture, where it is, why it was found, and what to do with it. */
export const HitCard = memo(function HitCard(props: HitCardProps) {
  const { hit, index, selected, active, onActive, onToggle, onReach, onSimilar, onOpen } = props;
  const { asset } = hit.shot.version;
  const scrub = useScrub(hit);
  const address = hitAddress(hit, scrub.shown?.tile.frame);
  const tabIndex = active ? 0 : -1;
  return (
    <article
      className={styles.card}
      data-selected={selected || undefined}
      onFocus={() => onActive(index)}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key === "." || event.key === ",") scrub.step(event.key === "." ? 1 : -1);
        else if (event.key === "x" || event.key === "X") (event.shiftKey ? onReach : onToggle)(index);
        else return;
        event.preventDefault();
      }}
    >
      <a
        href={address}
        className={styles.link}
        data-testid="hit"
        data-hit={index}
        tabIndex={tabIndex}
        draggable={false}
        onBlur={scrub.leave}
        onClick={(event) => {
          event.preventDefault();
          if (event.shiftKey) onReach(index);
          else if (event.ctrlKey || event.metaKey) onToggle(index);
          else onOpen(address);
        }}
      >
        <HitPicture hit={hit} scrub={scrub} />
        <span className={styles.said}>
          <span className={styles.name}>{asset.name}</span>
          <span className={styles.reason}>{shortReason(hit) || asset.project.name}</span>
        </span>
      </a>
      <button
        type="button"
        className={styles.select}
        aria-pressed={selected}
        aria-label={selected ? words.search.unselect(asset.name) : words.search.select(asset.name)}
        tabIndex={tabIndex}
        onClick={(event) => (event.shiftKey ? onReach : onToggle)(index)}
      >
        <span>{selected && <Icon of={Check} size={14} />}</span>
      </button>
      <div className={styles.actions}>
        {hit.why.length > 0 && <Why hit={hit} tabIndex={tabIndex} />}
        <IconButton
          label={words.search.similar}
          icon={Sparkles}
          className={styles.similar}
          tabIndex={tabIndex}
          onClick={() => onSimilar(hit)}
        />
      </div>
    </article>
  );
});
