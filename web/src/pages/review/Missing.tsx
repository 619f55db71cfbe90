import { InvitedOnly } from "../../app/InvitedOnly";
import { useViewer } from "../../app/useViewer";
import { Button, LinkButton } from "../../design/Button";
import { Notice } from "../../design/Notice";
import { words } from "../../words/en";
import { KeptWords } from "./KeptWords";

/** In the place of a review that is not there or not theirs to see, or could not be opened, which `failure` says why. */
export function Missing({ failure }: { failure: string | null }) {
  const viewer = useViewer();
  const say = words.review;
  return (
    <main>
      {viewer?.reviewSession && failure === null ? (
        <InvitedOnly review={viewer.reviewSession} />
      ) : (
        <Notice
          kind="error"
          title={failure === null ? say.missing : say.failed}
          page
          action={
            failure === null ? (
              <LinkButton href="/">{words.app.toSearch}</LinkButton>
            ) : (
              <Button onClick={() => window.location.reload()}>{words.app.tryAgain}</Button>
            )
          }
        >
          {failure ?? say.missingHint}
        </Notice>
      )}
      {viewer && <KeptWords viewerId={viewer.id} />}
    </main>
  );
}
