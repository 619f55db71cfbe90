import { Notice } from "../../design/Notice";

export default function AccountPage() {
  return <Notice kind="empty" title="AccountPage" page />;
}
