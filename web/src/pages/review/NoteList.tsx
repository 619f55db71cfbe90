import { measureElement, useVirtualizer, type VirtualizerOptions } from "@tanstack/react-virtual";
import { useRef } from "react";
import { words } from "../../words/en";
import { DrawingRow } from "./DrawingRow";
import styles from "./NoteList.module.css";
import { NoteThread } from "./NoteThread";
import { NOTE_LIST } from "./reviewKeys";
import type { Row } from "./threads";

/** Up to so many rows are all on the page, so that it can be searched and read out as a whole; more come as they are scrolled to. */
const ALL_AT_ONCE = 300;
const ROW_PX = 96;

type Measure = NonNullable<VirtualizerOptions<HTMLUListElement, Element>["measureElement"]>;

/** Takes a row's height from the browser's own layout, which tells it a moment later: asking for it lays all out anew each time. */
const whenLaidOut: Measure = (element, entry, list) =>
  entry
    ? measureElement(element, entry, list)
    : (list.measurementsCache[list.indexFromElement(element)]?.size ?? ROW_PX);

/** What was said and drawn, in order. While there is more to come only what is seen is made: a long list opens as a short one. */
export function NoteList({ rows, whole }: { rows: readonly Row[]; whole: boolean }) {
  const box = useRef<HTMLUListElement>(null);
  const few = whole && rows.length <= ALL_AT_ONCE;
  const list = useVirtualizer({
    count: rows.length,
    enabled: !few,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 8,
    measureElement: whole ? measureElement : whenLaidOut,
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by keyboard
    <ul ref={box} id={NOTE_LIST} className={styles.list} aria-label={words.review.notes.label} tabIndex={0}>
      {few ? (
        rows.map((row) => (
          <li key={row.id}>
            <RowOf row={row} />
          </li>
        ))
      ) : (
        <>
          <li aria-hidden="true" style={{ height: list.getTotalSize() }} />
          {list.getVirtualItems().map(({ index, key, start }) => {
            const row = rows[index];
            return (
              row && (
                <li
                  key={key}
                  ref={list.measureElement}
                  data-index={index}
                  className={styles.floating}
                  style={{ transform: `translateY(${start}px)` }}
                  aria-setsize={rows.length}
                  aria-posinset={index + 1}
                >
                  <RowOf row={row} />
                </li>
              )
            );
          })}
        </>
      )}
    </ul>
  );
}

function RowOf({ row }: { row: Row }) {
  return row.kind === "drawing" ? (
    <DrawingRow drawing={row.drawing} />
  ) : (
    <NoteThread comment={row.comment} replies={row.replies} drawings={row.drawings} />
  );
}
