import { Notice } from "../../design/Notice";

export default function StatusPage() {
  return <Notice kind="empty" title="StatusPage" page />;
}
