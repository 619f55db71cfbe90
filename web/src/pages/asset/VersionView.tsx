import { useCallback } from "react";
import { useQuery } from "urql";
import { Button } from "../../design/Button";
import { Loading } from "../../design/Loading";
import { Notice } from "../../design/Notice";
import { VersionOfAssetDocument, type VersionOfAssetQuery } from "../../graphql/generated";
import { words } from "../../words/en";
import { Analysis } from "./Analysis";
import type { AssetOnPage } from "./AssetHead";
import { Viewing } from "./Viewing";

export type VersionOnPage = Extract<VersionOfAssetQuery["node"], { __typename: "Version" }>;

interface VersionViewProps {
  asset: AssetOnPage;
  versionId: string;
  firstFrame: number;
}

/** One version of the asset: fetched, or why it could not be. */
export function VersionView({ asset, versionId, firstFrame }: VersionViewProps) {
  const [{ data, error }, again] = useQuery({ query: VersionOfAssetDocument, variables: { id: versionId } });
  const refetch = useCallback(() => again({ requestPolicy: "network-only" }), [again]);
  if (data?.node?.__typename === "Version") {
    const mayAnalyse = !["VIEWER", "REVIEWER"].includes(asset.project.myRole);
    return (
      <>
        <Analysis version={data.node} mayAnalyse={mayAnalyse} onChanged={refetch} />
        <Viewing asset={asset} version={data.node} firstFrame={firstFrame} />
      </>
    );
  }
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
