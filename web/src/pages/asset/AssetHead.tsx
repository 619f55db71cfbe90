import { Layers, MessageSquarePlus } from "lucide-react";
import { Link, useLocation } from "wouter";
import { Badge } from "../../design/Badge";
import { Button } from "../../design/Button";
import { Icon } from "../../design/Icon";
import { Menu } from "../../design/Menu";
import { type AssetPageQuery, ReviewVersionDocument } from "../../graphql/generated";
import { useDeed } from "../../graphql/useDeed";
import { words } from "../../words/en";
import { day } from "../../words/format";
import styles from "./AssetPage.module.css";

export type AssetOnPage = NonNullable<AssetPageQuery["asset"]>;

/** Where the asset belongs, which of its versions is shown, and the way into a review. */
export function AssetHead({ asset, versionId }: { asset: AssetOnPage; versionId: string }) {
  const [, go] = useLocation();
  const deed = useDeed(ReviewVersionDocument, { aloud: true });
  const versions = asset.versions.edges.map(({ node }) => node);
  const shown = versions.find(({ id }) => id === versionId);
  const review = async () => {
    const input = { project: asset.project.id, name: asset.name, versions: [versionId] };
    const done = await deed.run({ input });
    const session = done?.openReviewSession.reviewSession;
    if (session) go(`/review/${session.id}?version=${versionId}`);
  };
  return (
    <header className={styles.head}>
      <div className={styles.titles}>
        <Link className={styles.project ?? ""} href={`/projects/${asset.project.key}`}>
          {asset.project.name}
        </Link>
        <h1>{asset.name}</h1>
      </div>
      <Menu
        label={words.asset.versions}
        icon={<Icon of={Layers} />}
        text={shown ? words.asset.version(shown.number) : words.asset.versions}
      >
        {versions.map(({ id, number, createdAt }) => (
          <Link
            key={id}
            href={`/asset/${asset.id}?version=${id}`}
            aria-current={id === versionId ? "true" : undefined}
            className={styles.version ?? ""}
          >
            <span>{words.asset.version(number)}</span>
            <span className={styles.soft}>{day(createdAt)}</span>
            {id === asset.latest.id && <Badge>{words.asset.newest}</Badge>}
          </Link>
        ))}
      </Menu>
      {asset.project.myRole !== "VIEWER" && (
        <Button icon={MessageSquarePlus} busy={deed.busy} title={words.asset.reviewHint} onClick={review}>
          {words.asset.review}
        </Button>
      )}
    </header>
  );
}
