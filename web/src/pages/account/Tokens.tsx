import { KeyRound } from "lucide-react";
import { useState } from "react";
import { useQuery } from "urql";
import { Button } from "../../design/Button";
import { Loading } from "../../design/Loading";
import { Notice } from "../../design/Notice";
import { Once } from "../../design/Once";
import { Section } from "../../design/Page";
import { Table } from "../../design/Table";
import { OwnTokensDocument, type TokenItemFragment } from "../../graphql/generated";
import { words } from "../../words/en";
import styles from "./Account.module.css";
import { CreateTokenDialog } from "./CreateTokenDialog";
import { RevokeTokenDialog } from "./RevokeTokenDialog";
import { hasEnded, TokenRow } from "./TokenRow";

const said = words.account;

/** One's own tokens and sessions: made, shown, revoked. */
export function Tokens({ guest, mayManage }: { guest: boolean; mayManage: boolean }) {
  const [after, setAfter] = useState<string | null>(null);
  const [{ data, error, fetching }] = useQuery({
    query: OwnTokensDocument,
    variables: { after },
    requestPolicy: "cache-and-network",
    pause: guest,
  });
  const [ended, setEnded] = useState(false);
  const [making, setMaking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const [revoking, setRevoking] = useState<TokenItemFragment | null>(null);
  const page = data?.me.tokens;
  const tokens = page?.edges.map(({ node }) => node).filter((token) => ended || !hasEnded(token));
  if (guest) return <Notice kind="info" title={said.guestTokens} />;
  return (
    <Section
      title={said.tokens}
      hint={said.tokensHint}
      actions={
        mayManage && (
          <Button kind="primary" icon={KeyRound} onClick={() => setMaking(true)}>
            {said.create}
          </Button>
        )
      }
    >
      {!mayManage && <Notice kind="info" title={said.needsAdmin} />}
      {!data && !error && <Loading />}
      {!data && error && <Notice kind="error" title={words.app.unreachable} />}
      <label className={styles.switch}>
        <input type="checkbox" checked={ended} onChange={() => setEnded(!ended)} />
        {said.showEnded}
      </label>
      {tokens && tokens.length > 0 && (
        <Table name={said.tokens} heads={[said.name, said.reach, said.ends, said.used]} deeds={said.deeds}>
          {tokens.map((token) => (
            <TokenRow
              key={token.id}
              token={token}
              action={
                mayManage &&
                !hasEnded(token) && (
                  <Button kind="quiet" onClick={() => setRevoking(token)}>
                    {said.revoke}
                  </Button>
                )
              }
            />
          ))}
        </Table>
      )}
      {page?.pageInfo.hasNextPage && (
        <Button busy={fetching} onClick={() => setAfter(page.pageInfo.endCursor)}>
          {said.more}
        </Button>
      )}
      {making && (
        <CreateTokenDialog
          onClose={() => setMaking(false)}
          onMade={(made) => {
            setMaking(false);
            setSecret(made);
          }}
        />
      )}
      {secret && (
        <Once
          title={said.made}
          label={said.secret}
          hint={said.once}
          secret={secret}
          onClose={() => setSecret(null)}
        />
      )}
      {revoking && <RevokeTokenDialog token={revoking} onClose={() => setRevoking(null)} />}
    </Section>
  );
}
