import { LinkButton } from "../design/Button";
import { Notice } from "../design/Notice";
import { words } from "../words/en";

/** For an address that no page has. */
export function Lost() {
  return (
    <Notice
      kind="empty"
      title={words.app.notFound}
      page
      action={<LinkButton href="/">{words.app.toSearch}</LinkButton>}
    >
      {words.app.notFoundHint}
    </Notice>
  );
}
