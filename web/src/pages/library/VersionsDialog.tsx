import { useQuery } from "urql";
import { Link } from "wouter";
import { Badge } from "../../design/Badge";
import { Dialog } from "../../design/Dialog";
import { Loading } from "../../design/Loading";
import { Notice } from "../../design/Notice";
import { type AssetItemFragment, AssetVersionsDocument } from "../../graphql/generated";
import { words } from "../../words/en";
import { date, size } from "../../words/format";
import { TONES } from "../jobs/tones";
import styles from "./Assets.module.css";

const said = words.project;

/** All versions of an asset, newest first. */
export function VersionsDialog({ asset, onClose }: { asset: AssetItemFragment; onClose: () => void }) {
  const [{ data, error }] = useQuery({
    query: AssetVersionsDocument,
    variables: { id: asset.id },
    requestPolicy: "cache-and-network",
  });
  return (
    <Dialog title={`${said.versionsOf} ${asset.name}`} onClose={onClose}>
      {!data && !error && <Loading />}
      {!data && error && (
        <Notice kind="error" title={error.graphQLErrors[0]?.message ?? words.app.unreachable} />
      )}
      <ul className={styles.versions}>
        {data?.asset?.versions.edges.map(({ node }) => {
          const url = node.posterUrl;
          return (
            <li key={node.id}>
              {url ? <img src={url} alt="" loading="lazy" /> : <span />}
              <Link href={`/asset/${asset.id}?version=${node.id}`} onClick={onClose}>
                {said.version} {node.number}
              </Link>
              <span>
                {date(node.createdAt)} · {size(node.bytes)}
              </span>
              {node.analysis.status && (
                <Badge tone={TONES[node.analysis.status]}>{said.runs[node.analysis.status]}</Badge>
              )}
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
