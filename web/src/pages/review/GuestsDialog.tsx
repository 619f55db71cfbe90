import { useState } from "react";
import { useQuery } from "urql";
import { Badge } from "../../design/Badge";
import { Button } from "../../design/Button";
import { Dialog } from "../../design/Dialog";
import { Loading } from "../../design/Loading";
import { Notice } from "../../design/Notice";
import { RevokeGuestLinkDocument, SessionGuestLinksDocument } from "../../graphql/generated";
import { saidBy, useDeed } from "../../graphql/useDeed";
import type { Project } from "../../room/review";
import { words } from "../../words/en";
import { ago, date } from "../../words/format";
import styles from "./GuestsDialog.module.css";
import { InviteGuests } from "./InviteGuests";

const say = words.review.guests;

/** Links that let people without an account into this review, and nowhere else: those there are, and a new one. */
export function GuestsDialog({
  project,
  sessionId,
  onClose,
}: {
  project: Project;
  sessionId: string;
  onClose: () => void;
}) {
  const [{ data, error }, read] = useQuery({
    query: SessionGuestLinksDocument,
    variables: { key: project.key },
    requestPolicy: "network-only",
  });
  const [opened] = useState(Date.now);
  const links = data?.project?.guestLinks?.edges
    .map(({ node }) => node)
    .filter(({ session, revoked }) => session?.id === sessionId && !revoked);
  return (
    <Dialog title={say.title} onClose={onClose} actions={<Button onClick={onClose}>{words.app.done}</Button>}>
      <div className={styles.parts}>
        <InviteGuests project={project} sessionId={sessionId} onMade={() => read()} />
        <section className={styles.links}>
          <h3>{say.links}</h3>
          {!data && !error && <Loading />}
          {!data && error && <Notice kind="error" title={saidBy(error).message} />}
          {links?.length === 0 && <p className={styles.soft}>{say.none}</p>}
          <ul aria-label={say.links}>
            {links?.map((link) => (
              <li key={link.id} data-testid="guest-link">
                <div className={styles.about}>
                  <strong dir="auto">{link.name}</strong>
                  {new Date(link.expiresAt).getTime() < opened && <Badge tone="neutral">{say.ended}</Badge>}
                  <small className={styles.soft}>
                    {link.mayComment ? say.mayComment : say.mayLook}
                    {link.passwordNeeded && `, ${say.withPassword}`} · {say.until(date(link.expiresAt))} ·{" "}
                    {link.lastUsedAt ? say.used(ago(link.lastUsedAt)) : say.unused}
                  </small>
                </div>
                <Revoke id={link.id} name={link.name} onDone={() => read()} />
              </li>
            ))}
          </ul>
        </section>
      </div>
    </Dialog>
  );
}

/** Two presses end a link: it cannot be taken back. */
function Revoke({ id, name, onDone }: { id: string; name: string; onDone: () => void }) {
  const [sure, setSure] = useState(false);
  const { run, busy } = useDeed(RevokeGuestLinkDocument, { aloud: true });
  const revoke = async () => {
    if (await run({ input: { id } })) onDone();
  };
  return (
    <Button
      kind={sure ? "danger" : "plain"}
      busy={busy}
      aria-label={sure ? say.reallyRevoke(name) : say.revoke(name)}
      onBlur={() => setSure(false)}
      onClick={() => (sure ? void revoke() : setSure(true))}
    >
      {sure ? say.really : say.revokeIt}
    </Button>
  );
}
