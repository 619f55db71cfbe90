import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { useEffect, useRef, useState } from "react";
import { ask } from "../../graphql/ask";

interface Page<Item> {
  edges: readonly { node: Item }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

export interface Listed<Item> {
  items: readonly Item[];
  /** Whether these are all; false while pages come in, and where there are more than are shown. */
  whole: boolean;
  loading: boolean;
  /** Why no more came; null when nothing is wrong. */
  problem: string | null;
}

const NOTHING = { items: [], whole: false, loading: true, problem: null };

/**
 * A whole list, page by page, past the cache: timelines draw thousands of things that nobody changes. Asked anew with another
 * `state`: then what is there stays until all of the new list is.
 */
export function usePages<Data, Item>(
  document: TypedDocumentNode<Data, { id: string; after?: string | null }>,
  id: string,
  page: (data: Data) => Page<Item> | null,
  { most = 2000, state = "" }: { most?: number; state?: string } = {},
): Listed<Item> {
  const [listed, setListed] = useState<Listed<Item>>(NOTHING);
  const shown = useRef("");
  // biome-ignore lint/correctness/useExhaustiveDependencies: `page` says how to read, which never changes; `state` when to read again
  useEffect(() => {
    let left = false;
    const again = shown.current === id;
    const read = async () => {
      const items: Item[] = [];
      let after: string | null = null;
      do {
        const found: Page<Item> | null = page(await ask(document, { id, after }));
        if (left) return;
        if (!found) {
          setListed({ items: [], whole: true, loading: false, problem: null });
          return;
        }
        items.push(...found.edges.map(({ node }) => node));
        after = found.pageInfo.hasNextPage ? found.pageInfo.endCursor : null;
        const goesOn = after !== null && items.length < most;
        if (again && goesOn) continue;
        setListed({ items: [...items], whole: after === null, loading: goesOn, problem: null });
      } while (after !== null && items.length < most);
      shown.current = id;
    };
    read().catch((error: unknown) => {
      if (left) return;
      const problem = error instanceof Error ? error.message : String(error);
      setListed((now) => ({ ...now, loading: false, problem }));
    });
    return () => {
      left = true;
    };
  }, [document, id, most, state]);
  return listed;
}
