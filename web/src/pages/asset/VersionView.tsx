import { useMemo } from "react";
import { useQuery } from "urql";
import { Button } from "../../design/Button";
import { Loading } from "../../design/Loading";
import { Notice } from "../../design/Notice";
import { VersionOfAssetDocument, type VersionOfAssetQuery } from "../../graphql/generated";
import { Player } from "../../player/Player";
import { playbackOf } from "../../player/playback";
import { usePlayer } from "../../player/usePlayer";
import { words } from "../../words/en";
import type { AssetOnPage } from "./AssetHead";
import styles from "./AssetPage.module.css";

export type VersionOnPage = Extract<NonNullable<VersionOfAssetQuery["node"]>, { __typename: "Version" }>;

interface VersionViewProps {
  asset: AssetOnPage;
  versionId: string;
  firstFrame: number;
}

/** One version of the asset: fetched, or why it could not be. */
export function VersionView({ asset, versionId, firstFrame }: VersionViewProps) {
  const [{ data, error }, again] = useQuery({ query: VersionOfAssetDocument, variables: { id: versionId } });
  const refetch = () => again({ requestPolicy: "network-only" });
  const version = data?.node as VersionOnPage | null | undefined;
  if (version) return <Shown asset={asset} version={version} firstFrame={firstFrame} />;
  if (!error) return <Loading page />;
  return (
    <Notice
      kind="error"
      title={words.asset.versionFailed}
      page
      action={<Button onClick={refetch}>{words.app.tryAgain}</Button>}
    >
      {error.networkError ? words.app.unreachable : error.graphQLErrors[0]?.message}
    </Notice>
  );
}

function Shown({ version, firstFrame }: { asset: AssetOnPage; version: VersionOnPage; firstFrame: number }) {
  const playback = useMemo(() => playbackOf(version), [version]);
  const player = usePlayer(playback, firstFrame);
  return (
    <div className={styles.body}>
      <div className={styles.screen}>
        <Player player={player} />
      </div>
    </div>
  );
}
