import { useCallback, useEffect, useRef, useState } from "react";
import { type Draft, emptyDraft, packed, unpackedDraft } from "./draft";
import { useReview } from "./useReview";

/** What is being written at a place of the page, kept in the browser with each change. */
export function useNoteDraft(place: string): [Draft, (draft: Draft) => void] {
  const review = useReview();
  const [draft, setDraft] = useState(emptyDraft);
  const touched = useRef(false);
  useEffect(() => {
    let here = true;
    void review.draft(place).then((kept) => {
      if (here && !touched.current) setDraft(unpackedDraft(kept.text));
    });
    return () => {
      here = false;
    };
  }, [review, place]);
  const write = useCallback(
    (next: Draft) => {
      touched.current = true;
      setDraft(next);
      void review.keepDraft(place, { text: packed(next) });
    },
    [review, place],
  );
  return [draft, write];
}
