import { Notice } from "../../design/Notice";

export default function SearchPage() {
  return <Notice kind="empty" title="SearchPage" page />;
}
