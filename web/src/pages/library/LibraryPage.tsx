import { Plus } from "lucide-react";
import { useState } from "react";
import { useQuery } from "urql";
import { useLocation } from "wouter";
import { useViewer } from "../../app/useViewer";
import { Button } from "../../design/Button";
import { Skeleton } from "../../design/Loading";
import { Notice } from "../../design/Notice";
import { Page } from "../../design/Page";
import { LibraryDocument } from "../../graphql/generated";
import { words } from "../../words/en";
import { CreateProjectDialog } from "./CreateProjectDialog";
import styles from "./Library.module.css";
import { ProjectCard } from "./ProjectCard";

const said = words.library;

/** All projects that one may see, and the way to a new one. */
export default function LibraryPage() {
  const viewer = useViewer();
  const [after, setAfter] = useState<string | null>(null);
  const [{ data, error, fetching }, again] = useQuery({
    query: LibraryDocument,
    variables: { after },
    requestPolicy: "cache-and-network",
  });
  const [creating, setCreating] = useState(false);
  const [, go] = useLocation();
  const mayCreate = viewer !== undefined && viewer.kind !== "GUEST" && viewer.scope !== "READ";
  const create = mayCreate && (
    <Button kind="primary" icon={Plus} onClick={() => setCreating(true)}>
      {said.create}
    </Button>
  );
  const projects = data?.projects;
  return (
    <Page title={said.title} actions={projects?.edges.length ? create : null}>
      {!projects && error && (
        <Notice
          kind="error"
          title={said.failed}
          action={
            <Button onClick={() => again({ requestPolicy: "network-only" })}>{words.app.tryAgain}</Button>
          }
        >
          {error.networkError ? words.app.unreachable : error.graphQLErrors[0]?.message}
        </Notice>
      )}
      {!projects && fetching && <Waiting />}
      {projects?.edges.length === 0 && (
        <Notice kind="empty" title={said.empty} action={create}>
          {mayCreate ? said.emptyHint : said.emptyGuest}
        </Notice>
      )}
      {projects && projects.edges.length > 0 && (
        <ul className={styles.cards}>
          {projects.edges.map(({ node }) => (
            <ProjectCard key={node.id} project={node} />
          ))}
        </ul>
      )}
      {projects?.pageInfo.hasNextPage && (
        <Button busy={fetching} onClick={() => setAfter(projects.pageInfo.endCursor)}>
          {said.more}
        </Button>
      )}
      {creating && (
        <CreateProjectDialog
          onClose={() => setCreating(false)}
          onMade={(key) => go(`/projects/${encodeURIComponent(key)}`)}
        />
      )}
    </Page>
  );
}

function Waiting() {
  return (
    <div className={styles.cards} role="status" aria-label={words.app.loading}>
      {[1, 2, 3].map((each) => (
        <Skeleton key={each} height="15rem" />
      ))}
    </div>
  );
}
