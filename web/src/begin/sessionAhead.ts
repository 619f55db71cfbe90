import type { MoreCommentsQuery, MoreCommentsQueryVariables, OpenSessionQuery } from "../graphql/generated";
import { askAhead } from "./ahead";
import type { Ahead } from "./aheadTexts";
import { PAGE, readBothEnds } from "./bothEnds";

/** What is asked for a page of what was said after another, and before another or the end. */
export const pageAfter = (id: string, after: string) => ({ id, first: PAGE, after });
export const pageBefore = (id: string, before: string | null) => ({ id, last: PAGE, before });

/** Ask for a session and everything said in it, page after page, before the page that shows it is there. */
export function sessionAhead(id: string): void {
  read(id).catch(() => undefined); // the page asks for the rest itself, and says what is wrong
}

async function read(id: string): Promise<void> {
  const { comments, seq } = (await data<OpenSessionQuery>("OpenSession", { id }))?.reviewSession ?? {};
  if (!comments || seq === undefined) return;
  const more = async (variables: MoreCommentsQueryVariables) =>
    (await data<MoreCommentsQuery>("MoreComments", variables))?.reviewSession?.comments ?? null;
  await readBothEnds(comments.pageInfo, seq - comments.edges.length, {
    after: (cursor) => more(pageAfter(id, cursor)),
    before: (cursor) => more(pageBefore(id, cursor)),
  });
}

function data<T>(operation: Ahead, variables: object): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    askAhead(operation, variables, (found) => resolve(found as T | undefined)).catch(reject);
  });
}
