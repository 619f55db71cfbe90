import { Link } from "wouter";
import { Badge } from "../../design/Badge";
import { Table } from "../../design/Table";
import { words } from "../../words/en";
import { date, duration, size } from "../../words/format";
import type { AssetsShown } from "./AssetGrid";
import { AssetMenu } from "./AssetMenu";
import { AssetPicture } from "./AssetPicture";
import { AssetState } from "./AssetState";
import styles from "./Assets.module.css";

const said = words.project;

/** Assets as rows. */
export function AssetList({ project, assets, selected, onToggle }: AssetsShown) {
  const heads = [said.assets, said.version, said.length, said.size, said.added, said.tags, said.status];
  return (
    <Table name={said.assets} heads={heads} deeds={said.more1}>
      {assets.map((asset) => (
        <tr key={asset.id} data-testid="asset">
          <td>
            <div className={styles.line}>
              {selected && (
                <label className={styles.check}>
                  <input
                    type="checkbox"
                    checked={selected.has(asset.id)}
                    onChange={() => onToggle(asset.id)}
                  />
                  <span className="unseen">
                    {said.select} {asset.name}
                  </span>
                </label>
              )}
              <AssetPicture asset={asset} small />
              <Link href={`/asset/${asset.id}`} className={styles.rowName ?? ""}>
                {asset.name}
              </Link>
            </div>
          </td>
          <td>v{asset.latest.number}</td>
          <td className="timecode">
            {asset.latest.media.seconds !== null && duration(asset.latest.media.seconds)}
          </td>
          <td>{size(asset.latest.bytes)}</td>
          <td data-head={said.added}>{date(asset.createdAt)}</td>
          <td>
            {asset.tags.map((tag) => (
              <Badge key={tag}>{tag}</Badge>
            ))}
          </td>
          <td>
            <AssetState project={project} asset={asset} />
          </td>
          <td>
            <AssetMenu project={project} asset={asset} />
          </td>
        </tr>
      ))}
    </Table>
  );
}
