import { useQuery } from "urql";
import { useSearchParams } from "wouter";
import { Lost } from "../../app/Lost";
import { useTitle } from "../../app/useTitle";
import { Button } from "../../design/Button";
import { Loading } from "../../design/Loading";
import { Notice } from "../../design/Notice";
import { AssetPageDocument } from "../../graphql/generated";
import { words } from "../../words/en";
import { AssetHead } from "./AssetHead";
import styles from "./AssetPage.module.css";
import { VersionView } from "./VersionView";

/** `/asset/{id}?version=ID&frame=N`: everything that is known of one asset, beside its picture. */
export default function AssetPage({ assetId }: { assetId: string }) {
  const [{ data, error, fetching }, again] = useQuery({
    query: AssetPageDocument,
    variables: { id: assetId },
  });
  const [params] = useSearchParams();
  useTitle(data?.asset?.name);
  if (error && !data) {
    return (
      <Notice
        kind="error"
        title={words.asset.failed}
        page
        action={
          <Button onClick={() => again({ requestPolicy: "network-only" })}>{words.app.tryAgain}</Button>
        }
      >
        {error.networkError ? words.app.unreachable : error.graphQLErrors[0]?.message}
      </Notice>
    );
  }
  if (!data) return fetching ? <Loading page /> : <Lost />;
  const { asset } = data;
  if (!asset) return <Lost />;
  const known = asset.versions.edges.some(({ node }) => node.id === params.get("version"));
  const versionId = (known && params.get("version")) || asset.latest.id;
  return (
    <div className={styles.page}>
      <AssetHead asset={asset} versionId={versionId} />
      <VersionView
        key={versionId}
        asset={asset}
        versionId={versionId}
        firstFrame={Number(params.get("frame")) || 0}
      />
    </div>
  );
}
