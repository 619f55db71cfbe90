import { LinkButton } from "../design/Button";
import { Notice } from "../design/Notice";
import { words } from "../words/en";
import type { Viewer } from "./useViewer";

/** For a guest whose invitation opens one review, at any other address. */
export function InvitedOnly({ review }: { review: NonNullable<Viewer["reviewSession"]> }) {
  return (
    <Notice
      kind="info"
      title={words.app.invited}
      page
      action={<LinkButton href={`/review/${review.id}`}>{words.app.toReview}</LinkButton>}
    >
      {words.app.invitedHint(review.name)}
    </Notice>
  );
}
