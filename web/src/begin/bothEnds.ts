/** As many as the server gives of what a room reads at once. */
export const PAGE = 500;

interface Page {
  edges: readonly { node: { id: string } }[];
  pageInfo: {
    hasNextPage: boolean;
    endCursor: string | null;
    hasPreviousPage?: boolean;
    startCursor?: string | null;
  };
}

interface Ends<P> {
  /** The page after a place; null where there is none to have any more. */
  after(cursor: string): Promise<P | null>;
  /** The page before a place, or before the list's end. Without it all is read from the beginning. */
  before?(cursor: string | null): Promise<P | null>;
}

/**
 * Read what follows the first page of a list: where more than a page may be left, from both ends at once, until they meet.
 * `most` is how many can follow it. What stands where they meet may come twice.
 */
export async function readBothEnds<P extends Page>(
  first: Page["pageInfo"],
  most: number,
  { after, before }: Ends<P>,
): Promise<void> {
  const known = new Set<string>();
  let left = most;
  let place = first.hasNextPage ? first.endCursor : null;
  let end: string | null = null;
  while (place !== null) {
    const pages: (P | null)[] = await Promise.all([
      after(place),
      ...(before && left > PAGE ? [before(end)] : []),
    ]);
    let met = false;
    for (const page of pages) {
      if (page === null) return;
      left -= page.edges.length;
      for (const { node } of page.edges) {
        met ||= known.has(node.id);
        known.add(node.id);
      }
    }
    const [head, tail] = pages;
    if (met || tail?.pageInfo.hasPreviousPage === false) return;
    end = tail?.pageInfo.startCursor ?? end;
    place = head?.pageInfo.hasNextPage ? head.pageInfo.endCursor : null;
  }
}
