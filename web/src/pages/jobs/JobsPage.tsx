import { RefreshCw } from "lucide-react";
import { useState } from "react";
import { useQuery } from "urql";
import { useLocation, useSearch } from "wouter";
import { useViewer } from "../../app/useViewer";
import { Button } from "../../design/Button";
import { Choice } from "../../design/Field";
import { Loading } from "../../design/Loading";
import { Notice } from "../../design/Notice";
import { Page } from "../../design/Page";
import { Table } from "../../design/Table";
import { JobsDocument, type RunStatus } from "../../graphql/generated";
import { words } from "../../words/en";
import { JobRow } from "./JobRow";
import styles from "./Jobs.module.css";

const said = words.jobs;
const STATUSES: readonly RunStatus[] = ["RUNNING", "QUEUED", "FAILED", "SUCCEEDED", "CANCELLED"];

/** Every analysis that was asked for, newest first; the address says of which project, and in what state. */
export default function JobsPage() {
  const [path, go] = useLocation();
  const given = new URLSearchParams(useSearch());
  const status = STATUSES.find((each) => each === given.get("status")) ?? "";
  const projects = useViewer()?.projects.edges.map(({ node }) => node) ?? [];
  const project = projects.find(({ key }) => key === given.get("project"));
  const choose = (name: string, value: string) => {
    if (value) given.set(name, value);
    else given.delete(name);
    const written = given.toString();
    go(written ? `${path}?${written}` : path, { replace: true });
  };
  return (
    <Page title={said.title}>
      <div className={styles.chooser}>
        <Choice
          label={said.state}
          hideLabel
          value={status}
          onChange={(event) => choose("status", event.target.value)}
        >
          <option value="">{said.anyState}</option>
          {STATUSES.map((each) => (
            <option key={each} value={each}>
              {words.project.runs[each]}
            </option>
          ))}
        </Choice>
        <Choice
          label={said.project}
          hideLabel
          value={project?.key ?? ""}
          onChange={(event) => choose("project", event.target.value)}
        >
          <option value="">{said.anyProject}</option>
          {projects.map(({ key, name }) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </Choice>
      </div>
      <Found key={`${status} ${project?.id}`} status={status || null} project={project?.id ?? null} />
    </Page>
  );
}

function Found({ status, project }: { status: RunStatus | null; project: string | null }) {
  const [after, setAfter] = useState<string | null>(null);
  const [{ data, error, fetching, stale }, again] = useQuery({
    query: JobsDocument,
    variables: { project, statuses: status && [status], after },
    requestPolicy: "cache-and-network",
  });
  const ask = () => again({ requestPolicy: "network-only" });
  const runs = data?.analysisRuns;
  if (!runs && error)
    return (
      <Notice kind="error" title={said.failed} action={<Button onClick={ask}>{words.app.tryAgain}</Button>}>
        {error.networkError ? words.app.unreachable : error.graphQLErrors[0]?.message}
      </Notice>
    );
  if (!runs) return <Loading page />;
  if (runs.edges.length === 0)
    return status || project ? (
      <Notice kind="empty" title={said.noMatch} />
    ) : (
      <Notice kind="empty" title={said.empty}>
        {said.emptyHint}
      </Notice>
    );
  const heads = [said.asset, said.project, said.state, said.begun, said.took];
  return (
    <>
      <Table name={said.title} heads={heads} deeds={said.deeds}>
        {runs.edges.map(({ node }) => (
          <JobRow key={node.id} run={node} />
        ))}
      </Table>
      <div className={styles.foot}>
        <Button icon={RefreshCw} busy={fetching || stale} onClick={ask}>
          {said.again}
        </Button>
        {runs.pageInfo.hasNextPage && (
          <Button busy={fetching} onClick={() => setAfter(runs.pageInfo.endCursor)}>
            {said.more}
          </Button>
        )}
      </div>
    </>
  );
}
