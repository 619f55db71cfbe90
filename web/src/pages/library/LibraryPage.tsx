import { Notice } from "../../design/Notice";

export default function LibraryPage() {
  return <Notice kind="empty" title="LibraryPage" page />;
}
