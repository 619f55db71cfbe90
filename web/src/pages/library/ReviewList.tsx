import { useState } from "react";
import { useQuery } from "urql";
import { useViewer } from "../../app/useViewer";
import { Button } from "../../design/Button";
import { Loading } from "../../design/Loading";
import { Notice } from "../../design/Notice";
import {
  CloseReviewDocument,
  ProjectReviewsDocument,
  ReopenReviewDocument,
  type SessionStatus,
} from "../../graphql/generated";
import { useDeed } from "../../graphql/useDeed";
import { words } from "../../words/en";
import type { ProjectHead } from "./ProjectPage";
import { ReviewCard } from "./ReviewCard";
import styles from "./Reviews.module.css";
import { reaches } from "./roles";

const said = words.reviews;

/** The sessions of one status, newest first. */
export function ReviewList({ project, status }: { project: ProjectHead; status: SessionStatus }) {
  const viewer = useViewer();
  const [after, setAfter] = useState<string | null>(null);
  const [{ data, error, fetching }, again] = useQuery({
    query: ProjectReviewsDocument,
    variables: { key: project.key, after, status },
    requestPolicy: "cache-and-network",
  });
  const close = useDeed(CloseReviewDocument, { aloud: true });
  const reopen = useDeed(ReopenReviewDocument, { aloud: true });
  const page = data?.project?.reviewSessions;
  if (!page && error)
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
  if (!page) return <Loading />;
  // an answer from the cache may hold one that was closed or opened again since
  const sessions = page.edges.map(({ node }) => node).filter((session) => session.status === status);
  if (sessions.length === 0)
    return status === "OPEN" ? (
      <Notice kind="empty" title={said.emptyOpen}>
        {said.emptyHint}
      </Notice>
    ) : (
      <p className={styles.none}>{said.emptyClosed}.</p>
    );
  const mayChange = (openedBy: string) =>
    reaches(project.myRole, "SUPERVISOR") || (reaches(project.myRole, "ARTIST") && viewer?.id === openedBy);
  return (
    <>
      <ul className={styles.list}>
        {sessions.map((session) => (
          <ReviewCard
            key={session.id}
            session={session}
            action={
              mayChange(session.openedBy.id) && (
                <Button
                  busy={close.busy || reopen.busy}
                  onClick={() =>
                    (status === "OPEN" ? close : reopen).run({ input: { sessionId: session.id } })
                  }
                >
                  {status === "OPEN" ? said.close : said.reopen}
                </Button>
              )
            }
          />
        ))}
      </ul>
      {page.pageInfo.hasNextPage && (
        <Button busy={fetching} onClick={() => setAfter(page.pageInfo.endCursor)}>
          {said.more}
        </Button>
      )}
    </>
  );
}
