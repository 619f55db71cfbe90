import { useCallback, useEffect, useRef, useState } from "react";
import { useSubscription } from "urql";
import { AssetNewsDocument } from "../../graphql/generated";
import { useLink } from "../../graphql/link";

/** The least time between two times of reading what was said: where much is said, one reading has all of it. */
const QUIET_MS = 2000;

/** A number that is another whenever something may have been said in a project's reviews, here or while the link was lost. */
export function useSaid(projectId: string): number {
  const [said, setSaid] = useState(0);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const last = useRef(0);
  const hear = useCallback(() => {
    if (timer.current !== null) return;
    timer.current = setTimeout(
      () => {
        timer.current = null;
        last.current = Date.now();
        setSaid((times) => times + 1);
      },
      Math.max(0, last.current + QUIET_MS - Date.now()),
    );
  }, []);
  useEffect(() => () => clearTimeout(timer.current ?? undefined), []);
  useSubscription({ query: AssetNewsDocument, variables: { projectId } }, (_, data) => {
    const { __typename } = data.projectEvents;
    if (__typename === "ReviewSessionUpdated" || __typename === "ProjectResync") hear();
    return data;
  });
  const lost = useLink(({ lostAt }) => lostAt !== null);
  const wasLost = useRef(false);
  useEffect(() => {
    if (wasLost.current && !lost) hear();
    wasLost.current = lost;
  }, [lost, hear]);
  return said;
}
