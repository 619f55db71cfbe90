import { Choice } from "../../design/Field";
import { type Role, SetRoleDocument } from "../../graphql/generated";
import { useDeed } from "../../graphql/useDeed";
import { words } from "../../words/en";
import type { Member } from "./Members";
import type { ProjectHead } from "./ProjectPage";
import { ROLES } from "./roles";

/** The role of a member, to be changed. */
export function RoleChoice({ project, member }: { project: ProjectHead; member: Member }) {
  const { run, busy } = useDeed(SetRoleDocument, { aloud: true });
  return (
    <Choice
      label={`${words.members.roleOf} ${member.user.name}`}
      hideLabel
      hint={words.library.rolesHint[member.role]}
      value={member.role}
      disabled={busy}
      onChange={(event) =>
        run({ input: { project: project.id, user: member.user.id, role: event.target.value as Role } })
      }
    >
      <RoleOptions />
    </Choice>
  );
}

export function RoleOptions() {
  return ROLES.map((role) => (
    <option key={role} value={role}>
      {words.library.roles[role]}
    </option>
  ));
}
