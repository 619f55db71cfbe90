import type { AssetItemFragment } from "../../graphql/generated";
import { AssetCard } from "./AssetCard";
import styles from "./Assets.module.css";
import type { ProjectHead } from "./ProjectPage";

export interface AssetsShown {
  project: ProjectHead;
  assets: readonly AssetItemFragment[];
  /** Ids of those that are selected; null where nothing can be. */
  selected: ReadonlySet<string> | null;
  onToggle: (id: string) => void;
}

/** Assets as pictures. */
export function AssetGrid({ project, assets, selected, onToggle }: AssetsShown) {
  return (
    <ul className={styles.grid}>
      {assets.map((asset) => (
        <AssetCard
          key={asset.id}
          project={project}
          asset={asset}
          selected={selected?.has(asset.id) ?? null}
          onToggle={() => onToggle(asset.id)}
        />
      ))}
    </ul>
  );
}
