import { AudioLines, FileVideo } from "lucide-react";
import { Link } from "wouter";
import { Icon } from "../../design/Icon";
import { words } from "../../words/en";
import type { ShotlessAsset } from "./facetsOf";
import styles from "./ShotlessAssets.module.css";

/** Assets that fit and have no shots to show: sounds, and footage that is not analysed yet. */
export function ShotlessAssets({ assets, named }: { assets: ShotlessAsset[]; named: boolean }) {
  return (
    <section className={styles.part} aria-labelledby="without-shots">
      <h2 id="without-shots">{named ? words.search.calledSo : words.search.withoutShots}</h2>
      <ul className={styles.list}>
        {assets.map((asset) => (
          <li key={asset.id}>
            <Link
              href={`/asset/${encodeURIComponent(asset.id)}`}
              className={styles.link ?? ""}
              data-testid="shotless-asset"
            >
              <Icon of={asset.kind === "AUDIO" ? AudioLines : FileVideo} size={20} />
              <span className={styles.said}>
                <span className={styles.name}>{asset.name}</span>
                <span className={styles.soft}>{about(asset)}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function about({ kind, project, latest }: ShotlessAsset): string {
  const { seconds } = latest.media;
  const parts = [
    words.search.kinds[kind],
    seconds === null ? null : words.search.lasts(seconds),
    project.name,
  ];
  return parts.filter(Boolean).join(" · ");
}
