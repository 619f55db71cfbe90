import { useState } from "react";
import { Choice, TextField } from "../../design/Field";
import { FormDialog } from "../../design/FormDialog";
import { AddMemberDocument, type Role } from "../../graphql/generated";
import { useDeed } from "../../graphql/useDeed";
import { words } from "../../words/en";
import type { ProjectHead } from "./ProjectPage";
import { RoleOptions } from "./RoleChoice";

const said = words.members;

/** Asks whom to make a member, and with what role. */
export function AddMemberDialog({ project, onClose }: { project: ProjectHead; onClose: () => void }) {
  const [userName, setUserName] = useState("");
  const [role, setRole] = useState<Role>("REVIEWER");
  const { run, busy, at, rest } = useDeed(AddMemberDocument);

  async function add() {
    if (await run({ input: { project: project.id, userName, role } })) onClose();
  }

  return (
    <FormDialog
      title={said.add}
      deed={said.addNow}
      busy={busy}
      problems={rest("userName", "user", "role")}
      onDone={add}
      onClose={onClose}
    >
      <TextField
        label={said.name}
        hint={said.nameHint}
        problem={at("userName") ?? at("user")}
        value={userName}
        onChange={(event) => setUserName(event.target.value)}
        autoCapitalize="none"
        required
      />
      <Choice
        label={said.role}
        hint={words.library.rolesHint[role]}
        problem={at("role")}
        value={role}
        onChange={(event) => setRole(event.target.value as Role)}
      >
        <RoleOptions />
      </Choice>
    </FormDialog>
  );
}
