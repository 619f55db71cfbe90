import { Notice } from "../../design/Notice";

export default function PeoplePage() {
  return <Notice kind="empty" title="PeoplePage" page />;
}
