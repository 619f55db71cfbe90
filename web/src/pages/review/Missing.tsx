import { InvitedOnly } from "../../app/InvitedOnly";
import { useViewer } from "../../app/useViewer";
import { LinkButton } from "../../design/Button";
import { Notice } from "../../design/Notice";
import { words } from "../../words/en";

/** In the place of a review that is not there, or is not theirs to see. */
export function Missing() {
  const invitedTo = useViewer()?.reviewSession;
  const say = words.review;
  if (invitedTo) return <InvitedOnly review={invitedTo} />;
  return (
    <Notice
      kind="error"
      title={say.missing}
      page
      action={<LinkButton href="/">{words.app.toSearch}</LinkButton>}
    >
      {say.missingHint}
    </Notice>
  );
}
