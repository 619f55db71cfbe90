import { Notice } from "../../design/Notice";

export default function AssetPage(_: { assetId: string }) {
  return <Notice kind="empty" title="AssetPage" page />;
}
