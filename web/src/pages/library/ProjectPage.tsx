import { Notice } from "../../design/Notice";

export default function ProjectPage(_: { projectKey: string }) {
  return <Notice kind="empty" title="ProjectPage" page />;
}
