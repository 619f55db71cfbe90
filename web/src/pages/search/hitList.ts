import { createStore } from "zustand/vanilla";
import type { HitFragment, HitsQuery } from "../../graphql/generated";
import { type Asked, searchInput, writeAddress } from "./address";

export type Page = HitsQuery["search"];

/** Fetches a page of hits after a cursor. Rejects with what went wrong; where `signal` is aborted nobody listens any more. */
export type FetchPage = (
  input: ReturnType<typeof searchInput>,
  page: { first: number; after: string | null },
  signal: AbortSignal,
) => Promise<Page>;

export interface HitList {
  /** The address of what is asked, and of what the hits answer; they differ while an answer is on its way. */
  asked: string | null;
  answered: string | null;
  hits: HitFragment[];
  /** Nothing stands out among the hits. */
  noGoodMatch: boolean;
  searched: Page["searched"] | null;
  hasMore: boolean;
  loading: boolean;
  error: Error | null;
  /** Ask; what was asked last, only if `again`. An earlier answer that is still on its way is dropped. */
  ask: (asked: Asked, again?: boolean) => void;
  /** Fetch the page after the last, unless there is none or one is on its way. */
  more: () => void;
  /** Do again what failed. */
  retry: () => void;
}

const FIRST_PAGE = 40; // what the tallest window shows, and soon
const NEXT_PAGE = 100;

/** A list of hits that grows page by page; each shot stands in it once. */
export function createHitList(fetchPage: FetchPage) {
  let running: AbortController | null = null;
  let input: ReturnType<typeof searchInput> = {};
  let cursor: string | null = null;

  return createStore<HitList>()((set, get) => {
    const fetch = (after: string | null) => {
      running?.abort();
      const mine = new AbortController();
      running = mine;
      set({ loading: true, error: null });
      fetchPage(input, { first: after === null ? FIRST_PAGE : NEXT_PAGE, after }, mine.signal).then(
        (page) => {
          if (mine.signal.aborted) return;
          const before = after === null ? [] : get().hits;
          const there = new Set(before.map(({ shot }) => shot.id));
          cursor = page.pageInfo.endCursor;
          set({
            hits: [
              ...before,
              ...page.edges.map(({ node }) => node).filter(({ shot }) => !there.has(shot.id)),
            ],
            answered: get().asked,
            noGoodMatch: page.noGoodMatch,
            searched: page.searched,
            hasMore: page.pageInfo.hasNextPage,
            loading: false,
          });
        },
        (error: unknown) => {
          if (mine.signal.aborted) return;
          set({ loading: false, error: error instanceof Error ? error : new Error(String(error)) });
        },
      );
    };

    return {
      asked: null,
      answered: null,
      hits: [],
      noGoodMatch: false,
      searched: null,
      hasMore: false,
      loading: false,
      error: null,
      ask: (asked, again = false) => {
        const address = writeAddress(asked);
        if (!again && get().asked === address && get().error === null) return;
        input = searchInput(asked);
        set({ asked: address });
        fetch(null);
      },
      more: () => {
        const { loading, hasMore, error } = get();
        if (!loading && hasMore && error === null) fetch(cursor);
      },
      retry: () => {
        const { asked, answered } = get();
        fetch(asked === answered ? cursor : null);
      },
    };
  });
}
