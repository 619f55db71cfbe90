import { Notice } from "../../design/Notice";

export default function JobsPage() {
  return <Notice kind="empty" title="JobsPage" page />;
}
