import { FormDialog } from "../../design/FormDialog";
import { RevokeTokenDocument, type TokenItemFragment } from "../../graphql/generated";
import { useDeed } from "../../graphql/useDeed";
import { words } from "../../words/en";

const said = words.account;

/** Asks whether a token or session is to end. */
export function RevokeTokenDialog({ token, onClose }: { token: TokenItemFragment; onClose: () => void }) {
  const { run, busy, rest } = useDeed(RevokeTokenDocument);

  async function revoke() {
    if (await run({ input: { id: token.id } })) onClose();
  }

  return (
    <FormDialog
      title={`${token.name}: ${said.revokeAsk}`}
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
