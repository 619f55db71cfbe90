import { useState } from "react";
import { useQuery } from "urql";
import { Badge } from "../../design/Badge";
import { Button } from "../../design/Button";
import { Loading } from "../../design/Loading";
import { Notice } from "../../design/Notice";
import { Table } from "../../design/Table";
import {
  PeopleDocument,
  SetUserDisabledDocument,
  type UserItemFragment,
  type UserKind,
} from "../../graphql/generated";
import { useDeed } from "../../graphql/useDeed";
import { words } from "../../words/en";
import styles from "./People.module.css";

const said = words.people;

/** Users by name; an administrator shuts them out, lets them in, and makes tokens for them. */
export function Users({
  kind,
  own,
  onToken,
}: {
  kind: UserKind | null;
  own: string;
  onToken: (user: UserItemFragment) => void;
}) {
  const [after, setAfter] = useState<string | null>(null);
  const [{ data, error, fetching }, again] = useQuery({
    query: PeopleDocument,
    variables: { kind, after },
    requestPolicy: "cache-and-network",
  });
  const disable = useDeed(SetUserDisabledDocument, { aloud: true });
  const users = data?.users;
  if (!users && error)
    return (
      <Notice
        kind="error"
        title={said.failed}
        action={
          <Button onClick={() => again({ requestPolicy: "network-only" })}>{words.app.tryAgain}</Button>
        }
      >
        {error.networkError ? words.app.unreachable : error.graphQLErrors[0]?.message}
      </Notice>
    );
  if (!users) return <Loading page />;
  if (users.edges.length === 0) return <Notice kind="empty" title={said.nobody} />;
  return (
    <>
      <Table name={said.title} heads={[said.name, said.kind]} deeds={said.deeds}>
        {users.edges.map(({ node }) => (
          <tr key={node.id} data-testid="user">
            <td>
              <span className={styles.name}>{node.name}</span> {node.id === own && <Badge>{said.you}</Badge>}{" "}
              {node.disabled && <Badge tone="bad">{said.disabled}</Badge>}
              {node.email && <span className={styles.soft}>{node.email}</span>}
              {node.owner && (
                <span className={styles.soft}>
                  {said.owner} {node.owner.name}
                </span>
              )}
            </td>
            <td>
              {said.kinds[node.kind]} {node.admin && <Badge tone="info">{said.administrator}</Badge>}
            </td>
            <td className={styles.deeds}>
              {node.kind !== "GUEST" && (
                <Button kind="quiet" onClick={() => onToken(node)}>
                  {said.token}
                </Button>
              )}
              {node.id !== own && (
                <Button
                  kind="quiet"
                  busy={disable.busy}
                  onClick={() => disable.run({ input: { user: node.id, disabled: !node.disabled } })}
                >
                  {node.disabled ? said.enable : said.disable}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </Table>
      {users.pageInfo.hasNextPage && (
        <Button busy={fetching} onClick={() => setAfter(users.pageInfo.endCursor)}>
          {said.more}
        </Button>
      )}
    </>
  );
}
