import { useLocation } from "wouter";
import { useViewer } from "../../app/useViewer";
import { FormDialog } from "../../design/FormDialog";
import { RemoveMemberDocument } from "../../graphql/generated";
import { useDeed } from "../../graphql/useDeed";
import { words } from "../../words/en";
import type { Member } from "./Members";
import type { ProjectHead } from "./ProjectPage";

const said = words.members;

/** Asks whether somebody is to lose their place in the project; whoever leaves it themself goes to the library. */
export function RemoveMemberDialog({
  project,
  member,
  onClose,
}: {
  project: ProjectHead;
  member: Member;
  onClose: () => void;
}) {
  const [, go] = useLocation();
  const viewer = useViewer();
  const { run, busy, rest } = useDeed(RemoveMemberDocument);
  const oneself = member.user.id === viewer?.id;

  async function remove() {
    if (!(await run({ input: { project: project.id, user: member.user.id } }))) return;
    onClose();
    if (oneself && !viewer?.admin) go("/projects");
  }

  return (
    <FormDialog
      title={`${member.user.name}: ${said.removeAsk}`}
      deed={oneself ? said.leave : said.remove}
      danger
      busy={busy}
      problems={rest()}
      onDone={remove}
      onClose={onClose}
    >
      <p>{said.removeHint}</p>
    </FormDialog>
  );
}
