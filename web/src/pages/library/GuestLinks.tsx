import { Link2 } from "lucide-react";
import { useState } from "react";
import { useQuery } from "urql";
import { Badge, type Tone } from "../../design/Badge";
import { Button } from "../../design/Button";
import { Loading } from "../../design/Loading";
import { Notice } from "../../design/Notice";
import { Once } from "../../design/Once";
import { Section } from "../../design/Page";
import { Table } from "../../design/Table";
import { type GuestLinkItemFragment, ProjectGuestLinksDocument } from "../../graphql/generated";
import { words } from "../../words/en";
import { ago, date } from "../../words/format";
import { CreateGuestLinkDialog } from "./CreateGuestLinkDialog";
import styles from "./Members.module.css";
import type { ProjectHead } from "./ProjectPage";
import { RevokeGuestLinkDialog } from "./RevokeGuestLinkDialog";

const said = words.members;

type State = "live" | "ended" | "revoked";
const TONES: Record<State, Tone> = { live: "good", ended: "neutral", revoked: "bad" };

function stateOf(link: GuestLinkItemFragment): State {
  if (link.revoked) return "revoked";
  return new Date(link.expiresAt).getTime() > Date.now() ? "live" : "ended";
}

/** The links that let people without an account in. */
export function GuestLinks({ project }: { project: ProjectHead }) {
  const [{ data, error }] = useQuery({
    query: ProjectGuestLinksDocument,
    variables: { key: project.key },
    requestPolicy: "cache-and-network",
  });
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const [ending, setEnding] = useState<GuestLinkItemFragment | null>(null);
  const links = data?.project?.guestLinks?.edges.map(({ node }) => node);
  const heads = [said.linkName, said.may, said.expires, said.state];
  return (
    <Section
      title={said.links}
      hint={said.linksHint}
      actions={
        <Button icon={Link2} onClick={() => setMaking(true)}>
          {said.createLink}
        </Button>
      }
    >
      {!data && !error && <Loading />}
      {!data && error && (
        <Notice kind="error" title={error.networkError ? words.app.unreachable : error.message} />
      )}
      {links?.length === 0 && <Notice kind="empty" title={said.noLinks} />}
      {links && links.length > 0 && (
        <Table name={said.links} heads={heads} deeds={words.account.deeds}>
          {links.map((link) => {
            const state = stateOf(link);
            return (
              <tr key={link.id} data-testid="guest-link">
                <td>
                  <span className={styles.name}>{link.name}</span>{" "}
                  <span className={styles.soft}>
                    <code>{link.prefix}…</code> · {link.createdBy.name}
                  </span>
                </td>
                <td>
                  {link.mayComment ? said.mayComment : said.mayLook}
                  {link.passwordNeeded && <span className={styles.soft}>, {said.withPassword}</span>}
                </td>
                <td data-head={said.expires}>
                  {date(link.expiresAt)}{" "}
                  <span className={styles.soft}>
                    {link.lastUsedAt ? `${said.used} ${ago(link.lastUsedAt)}` : said.never}
                  </span>
                </td>
                <td>
                  <Badge tone={TONES[state]}>{said[state]}</Badge>
                </td>
                <td className={styles.last}>
                  {state === "live" && (
                    <Button kind="quiet" onClick={() => setEnding(link)}>
                      {said.revoke}
                    </Button>
                  )}
                </td>
              </tr>
            );
          })}
        </Table>
      )}
      {making && (
        <CreateGuestLinkDialog
          project={project}
          onClose={() => setMaking(false)}
          onMade={(path) => {
            setMaking(false);
            setMade(window.location.origin + path);
          }}
        />
      )}
      {made && (
        <Once
          title={said.linkMade}
          label={said.link}
          hint={said.linkOnce}
          secret={made}
          onClose={() => setMade(null)}
        />
      )}
      {ending && <RevokeGuestLinkDialog link={ending} onClose={() => setEnding(null)} />}
    </Section>
  );
}
