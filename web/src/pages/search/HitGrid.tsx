import { defaultRangeExtractor, useWindowVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import type { HitFragment } from "../../graphql/generated";
import { words } from "../../words/en";
import { nextIndex } from "./arrows";
import { HitCard } from "./HitCard";
import styles from "./HitGrid.module.css";
import { useSelection } from "./selection";
import { useColumns } from "./useColumns";
import { useRowHeight } from "./useRowHeight";

const GAP = 14;
const AHEAD = 200; // hits from the end at which the next page is fetched
const HEAD = 140; // pixels that the head of the page may cover

interface HitGridProps {
  hits: HitFragment[];
  hasMore: boolean;
  onMore: () => void;
  onSimilar: (hit: HitFragment) => void;
  toBox: () => void;
  /** Filled with what leads the focus to the hits. */
  focusHits: RefObject<() => void>;
}

/** The hits as a grid that grows while one scrolls; only the cards near the window are there. */
export function HitGrid({ hits, hasMore, onMore, onSimilar, toBox, focusHits }: HitGridProps) {
  const [, navigate] = useLocation();
  const list = useRef<HTMLUListElement>(null);
  const { count: columns, width, top } = useColumns(list, GAP);
  const rowHeight = useRowHeight(list, width, hits.length > 0);
  const chosen = useSelection((selection) => selection.chosen);
  const [active, setActive] = useState(0);
  const here = Math.min(active, Math.max(0, hits.length - 1));
  const toFocus = useRef<number | null>(null);

  const virtualizer = useWindowVirtualizer({
    count: Math.ceil(hits.length / columns),
    estimateSize: () => rowHeight + GAP,
    overscan: 2,
    scrollMargin: top,
    scrollPaddingStart: HEAD,
    scrollPaddingEnd: GAP,
    // The row that holds the focus stays, wherever one scrolls: the focus must not be lost.
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), Math.floor(here / columns)])].sort(
        (one, other) => one - other,
      ),
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another size of a row is another place of all
  useEffect(() => virtualizer.measure(), [rowHeight, columns]);

  const rows = virtualizer.getVirtualItems();
  const last = virtualizer.range?.endIndex ?? 0;
  useEffect(() => {
    if (hasMore && (last + 1) * columns + AHEAD > hits.length) onMore();
  }, [hasMore, last, columns, hits.length, onMore]);

  // A card far away is there only once its row has been scrolled to.
  const focusWanted = useCallback(() => {
    const wanted = toFocus.current;
    const link = wanted === null ? null : list.current?.querySelector<HTMLElement>(`[data-hit="${wanted}"]`);
    if (!link) return;
    toFocus.current = null;
    link.focus({ preventScroll: true });
  }, []);
  useEffect(focusWanted);
  const focus = useCallback(
    (index: number) => {
      toFocus.current = index;
      setActive(index);
      virtualizer.scrollToIndex(Math.floor(index / columns), { align: "auto" });
      focusWanted();
    },
    [virtualizer, columns, focusWanted],
  );
  useEffect(() => {
    focusHits.current = () => focus(here);
  }, [focusHits, focus, here]);

  // The same functions for every list: cards that stay are not rendered again while others come.
  const now = useRef(hits);
  useEffect(() => {
    now.current = hits;
  });
  const onToggle = useCallback((index: number) => {
    const hit = now.current[index];
    if (hit) useSelection.getState().toggle(hit);
  }, []);
  const onReach = useCallback((index: number) => {
    const hit = now.current[index];
    if (hit) useSelection.getState().reach(hit, now.current);
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && chosen.size > 0) {
      useSelection.getState().clear();
      return;
    }
    const next = nextIndex(event.key, here, columns, hits.length);
    if (next === null) return;
    event.preventDefault();
    if (next < 0) return toBox();
    if (event.shiftKey) {
      if (chosen.size === 0) onReach(here);
      onReach(next);
    }
    focus(next);
  };

  return (
    <ul
      ref={list}
      className={styles.grid}
      aria-label={words.search.hits}
      data-choosing={chosen.size > 0 || undefined}
      style={{ height: Math.max(0, virtualizer.getTotalSize() - GAP) }}
      onKeyDown={onKeyDown}
    >
      {rows.flatMap((row) =>
        hits.slice(row.index * columns, (row.index + 1) * columns).map((hit, column) => {
          const index = row.index * columns + column;
          return (
            <li
              key={hit.shot.id}
              aria-setsize={hasMore ? -1 : hits.length}
              aria-posinset={index + 1}
              style={{
                width,
                transform: `translate(${column * (width + GAP)}px, ${row.start - top}px)`,
              }}
            >
              <HitCard
                hit={hit}
                index={index}
                selected={chosen.has(hit.shot.id)}
                active={index === here}
                onActive={setActive}
                onToggle={onToggle}
                onReach={onReach}
                onSimilar={onSimilar}
                onOpen={navigate}
              />
            </li>
          );
        }),
      )}
    </ul>
  );
}
