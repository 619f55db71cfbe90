import { Link } from "wouter";
import { Badge } from "../../design/Badge";
import type { AssetItemFragment } from "../../graphql/generated";
import { words } from "../../words/en";
import { AssetMenu } from "./AssetMenu";
import { AssetPicture } from "./AssetPicture";
import { AssetState } from "./AssetState";
import styles from "./Assets.module.css";
import type { ProjectHead } from "./ProjectPage";

const said = words.project;

/** An asset by its picture. */
export function AssetCard({
  project,
  asset,
  selected,
  onToggle,
}: {
  project: ProjectHead;
  asset: AssetItemFragment;
  selected: boolean | null;
  onToggle: () => void;
}) {
  return (
    <li className={styles.card} data-selected={selected || undefined} data-testid="asset">
      <AssetPicture asset={asset} />
      <div className={styles.about}>
        <div className={styles.line}>
          {selected !== null && (
            <label className={styles.check}>
              <input type="checkbox" checked={selected} onChange={onToggle} />
              <span className="unseen">
                {said.select} {asset.name}
              </span>
            </label>
          )}
          <h2 className={styles.name} title={asset.name}>
            <Link href={`/asset/${asset.id}`}>{asset.name}</Link>
          </h2>
          <AssetMenu project={project} asset={asset} />
        </div>
        <AssetState project={project} asset={asset} />
        {asset.tags.length > 0 && (
          <p className={styles.tags}>
            {asset.tags.map((tag) => (
              <Badge key={tag}>{tag}</Badge>
            ))}
          </p>
        )}
      </div>
    </li>
  );
}
