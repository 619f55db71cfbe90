import { useQuery } from "urql";
import { Link } from "wouter";
import { Badge } from "../../design/Badge";
import { Button } from "../../design/Button";
import { Loading } from "../../design/Loading";
import { Notice } from "../../design/Notice";
import { Page, Section } from "../../design/Page";
import { AccountDocument } from "../../graphql/generated";
import { words } from "../../words/en";
import { date } from "../../words/format";
import { Facts } from "../status/Facts";
import styles from "./Account.module.css";
import { Tokens } from "./Tokens";

const said = words.account;

/** Who one is here, what one may see, and the tokens that act for one. */
export default function AccountPage() {
  const [{ data, error }, again] = useQuery({ query: AccountDocument, requestPolicy: "cache-and-network" });
  const me = data?.me;
  if (!me && error)
    return (
      <Notice
        kind="error"
        title={said.failed}
        page
        action={
          <Button onClick={() => again({ requestPolicy: "network-only" })}>{words.app.tryAgain}</Button>
        }
      >
        {error.networkError ? words.app.unreachable : error.graphQLErrors[0]?.message}
      </Notice>
    );
  if (!me) return <Loading page />;
  const until = me.expiresAt ? `, ${said.until} ${date(me.expiresAt)}` : "";
  return (
    <Page
      title={me.name}
      narrow
      beside={
        me.admin ? (
          <Badge tone="info">{said.administrator}</Badge>
        ) : (
          <Badge>{words.people.kinds[me.kind]}</Badge>
        )
      }
    >
      <Facts
        facts={[
          [said.signedIn, `${said.ways[me.signIn]}${until}`],
          [said.scope, said.scopes[me.scope]],
          ...(me.email ? [[said.email, me.email] as const] : []),
        ]}
      />
      <Section title={said.projects}>
        {me.projects.edges.length === 0 && <p>{said.noProjects}</p>}
        <ul className={styles.projects}>
          {me.projects.edges.map(({ node }) => (
            <li key={node.id}>
              <Link href={`/projects/${encodeURIComponent(node.key)}`}>{node.name}</Link>
              <Badge>{words.library.roles[node.myRole]}</Badge>
            </li>
          ))}
        </ul>
      </Section>
      <Tokens guest={me.kind === "GUEST"} mayManage={me.scope === "ADMIN"} />
    </Page>
  );
}
