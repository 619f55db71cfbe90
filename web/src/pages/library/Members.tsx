import { UserPlus } from "lucide-react";
import { useState } from "react";
import { useQuery } from "urql";
import { useViewer } from "../../app/useViewer";
import { Badge } from "../../design/Badge";
import { Button } from "../../design/Button";
import { Loading } from "../../design/Loading";
import { Notice } from "../../design/Notice";
import { Section } from "../../design/Page";
import { Table } from "../../design/Table";
import { ProjectMembersDocument, type ProjectMembersQuery } from "../../graphql/generated";
import { words } from "../../words/en";
import { AddMemberDialog } from "./AddMemberDialog";
import styles from "./Members.module.css";
import type { ProjectHead } from "./ProjectPage";
import { RemoveMemberDialog } from "./RemoveMemberDialog";
import { RoleChoice } from "./RoleChoice";
import { reaches } from "./roles";

const said = words.members;

export type Member = NonNullable<
  NonNullable<ProjectMembersQuery["project"]>["members"]
>["edges"][number]["node"];

/** The members of a project and their roles; its administrators change both. */
export function Members({ project }: { project: ProjectHead }) {
  const viewer = useViewer();
  const [after, setAfter] = useState<string | null>(null);
  const [{ data, error, fetching }, again] = useQuery({
    query: ProjectMembersDocument,
    variables: { key: project.key, after },
    requestPolicy: "cache-and-network",
  });
  const [adding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<Member | null>(null);
  const manages = reaches(project.myRole, "ADMIN");
  const members = data?.project?.members;
  if (!data && error)
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
  if (!data) return <Loading />;
  if (!members) return <Notice kind="info" title={said.guest} />;
  const add = manages && (
    <Button kind="primary" icon={UserPlus} onClick={() => setAdding(true)}>
      {said.add}
    </Button>
  );
  return (
    <Section title={said.title} actions={add}>
      <Table name={said.title} heads={[said.name, said.role]} deeds={words.account.deeds}>
        {members.edges.map(({ node }) => (
          <tr key={node.user.id} data-testid="member">
            <td>
              <span className={styles.name}>{node.user.name}</span>{" "}
              {node.user.id === viewer?.id && <Badge>{said.you}</Badge>}
              {node.user.kind === "SERVICE" && <Badge tone="info">{words.people.kinds.SERVICE}</Badge>}
            </td>
            <td>
              <div className={styles.role}>
                {manages ? <RoleChoice project={project} member={node} /> : words.library.roles[node.role]}
              </div>
            </td>
            <td className={styles.last}>
              {(manages || node.user.id === viewer?.id) && (
                <Button kind="quiet" onClick={() => setLeaving(node)}>
                  {node.user.id === viewer?.id ? said.leave : said.remove}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </Table>
      {members.pageInfo.hasNextPage && (
        <Button busy={fetching} onClick={() => setAfter(members.pageInfo.endCursor)}>
          {said.more}
        </Button>
      )}
      {adding && <AddMemberDialog project={project} onClose={() => setAdding(false)} />}
      {leaving && <RemoveMemberDialog project={project} member={leaving} onClose={() => setLeaving(null)} />}
    </Section>
  );
}
