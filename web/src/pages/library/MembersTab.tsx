import { GuestLinks } from "./GuestLinks";
import { Members } from "./Members";
import type { ProjectHead } from "./ProjectPage";
import { reaches } from "./roles";

/** Who may see the project: members, and guests by link. */
export default function MembersTab({ project }: { project: ProjectHead }) {
  return (
    <>
      <Members project={project} />
      {reaches(project.myRole, "SUPERVISOR") && <GuestLinks project={project} />}
    </>
  );
}
