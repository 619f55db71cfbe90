import { Notice } from "../../design/Notice";

export default function ReviewPage(_: { sessionId: string }) {
  return <Notice kind="empty" title="ReviewPage" page />;
}
