import type { MoreCommentsQuery, OpenSessionQuery } from "../graphql/generated";
import { askAhead } from "./ahead";

/** Ask for a session and everything said in it, page after page, before the page that shows it is there. */
export function sessionAhead(id: string): void {
  const more = (data: unknown) => {
    const { reviewSession } = data as OpenSessionQuery | MoreCommentsQuery;
    const after = reviewSession?.comments.pageInfo.hasNextPage && reviewSession.comments.pageInfo.endCursor;
    if (after) askAhead("MoreComments", { id, after }, more);
  };
  askAhead("OpenSession", { id }, more);
}
