import { AudioLines, Clapperboard, Film, Image, Images } from "lucide-react";
import { Icon } from "../../design/Icon";
import type { AssetItemFragment, AssetKind } from "../../graphql/generated";
import { duration } from "../../words/format";
import styles from "./AssetPicture.module.css";

const DRAWINGS = {
  VIDEO: Film,
  AUDIO: AudioLines,
  IMAGE: Image,
  IMAGE_SEQUENCE: Images,
  TIMELINE: Clapperboard,
} satisfies Record<AssetKind, unknown>;

/** The still picture of an asset with how long it is, stacked where there are versions before the newest. */
export function AssetPicture({ asset, small = false }: { asset: AssetItemFragment; small?: boolean }) {
  const { latest, kind } = asset;
  const url = latest.posterUrl;
  const seconds = latest.media.range?.seconds ?? latest.media.seconds;
  return (
    <span className={small ? styles.small : styles.picture} data-stacked={latest.number > 1 || undefined}>
      {url ? <img src={url} alt="" loading="lazy" /> : <Icon of={DRAWINGS[kind]} size={small ? 20 : 32} />}
      {!small && latest.number > 1 && <span className={styles.number}>v{latest.number}</span>}
      {!small && seconds ? <span className={styles.length}>{duration(seconds)}</span> : null}
    </span>
  );
}
