import { FormDialog } from "../../design/FormDialog";
import { type GuestLinkItemFragment, RevokeGuestLinkDocument } from "../../graphql/generated";
import { useDeed } from "../../graphql/useDeed";
import { words } from "../../words/en";

const said = words.members;

/** Asks whether a guest link is to end. */
export function RevokeGuestLinkDialog({
  link,
  onClose,
}: {
  link: GuestLinkItemFragment;
  onClose: () => void;
}) {
  const { run, busy, rest } = useDeed(RevokeGuestLinkDocument);

  async function revoke() {
    if (await run({ input: { id: link.id } })) onClose();
  }

  return (
    <FormDialog
      title={`${link.name}: ${said.revokeAsk}`}
      deed={said.revoke}
      danger
      busy={busy}
      problems={rest()}
      onDone={revoke}
      onClose={onClose}
    >
      <p>{said.revokeHint}</p>
    </FormDialog>
  );
}
