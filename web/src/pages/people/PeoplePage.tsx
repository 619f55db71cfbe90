import { UserPlus } from "lucide-react";
import { useState } from "react";
import { useLocation, useSearch } from "wouter";
import { useViewer } from "../../app/useViewer";
import { Button } from "../../design/Button";
import { Choice } from "../../design/Field";
import { Loading } from "../../design/Loading";
import { Notice } from "../../design/Notice";
import { Once } from "../../design/Once";
import { Page } from "../../design/Page";
import type { UserItemFragment, UserKind } from "../../graphql/generated";
import { words } from "../../words/en";
import { CreateTokenDialog } from "../account/CreateTokenDialog";
import { CreateUserDialog } from "./CreateUserDialog";
import styles from "./People.module.css";
import { Users } from "./Users";

const said = words.people;
const KINDS: readonly UserKind[] = ["PERSON", "SERVICE", "GUEST"];

/** Everybody whom this server knows; for its administrators. */
export default function PeoplePage() {
  const viewer = useViewer();
  const [path, go] = useLocation();
  const given = new URLSearchParams(useSearch()).get("kind");
  const kind = KINDS.find((each) => each === given) ?? null;
  const [making, setMaking] = useState(false);
  const [tokenFor, setTokenFor] = useState<UserItemFragment | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  if (!viewer) return <Loading page />;
  if (!viewer.admin)
    return (
      <Notice kind="empty" title={said.notYours} page>
        {said.notYoursHint}
      </Notice>
    );
  return (
    <Page
      title={said.title}
      narrow
      actions={
        <Button kind="primary" icon={UserPlus} onClick={() => setMaking(true)}>
          {said.create}
        </Button>
      }
    >
      <div className={styles.chooser}>
        <Choice
          label={said.kind}
          hideLabel
          value={kind ?? ""}
          onChange={(event) =>
            go(event.target.value ? `${path}?kind=${event.target.value}` : path, { replace: true })
          }
        >
          <option value="">{said.allKinds}</option>
          {KINDS.map((each) => (
            <option key={each} value={each}>
              {said.kinds[each]}
            </option>
          ))}
        </Choice>
      </div>
      <Users key={kind} kind={kind} own={viewer.id} onToken={setTokenFor} />
      {making && (
        <CreateUserDialog
          onClose={() => setMaking(false)}
          onMade={(user) => {
            setMaking(false);
            setTokenFor(user);
          }}
        />
      )}
      {tokenFor && (
        <CreateTokenDialog
          user={tokenFor}
          onClose={() => setTokenFor(null)}
          onMade={(made) => {
            setTokenFor(null);
            setSecret(made);
          }}
        />
      )}
      {secret && (
        <Once
          title={words.account.made}
          label={words.account.secret}
          hint={words.account.once}
          secret={secret}
          onClose={() => setSecret(null)}
        />
      )}
    </Page>
  );
}
