import { useEffect, useRef } from "react";
import { useStore } from "zustand";
import { useHistoryStep } from "../../app/historyStep";
import { ask, Unreachable } from "../../graphql/ask";
import { HitsDocument } from "../../graphql/generated";
import { words } from "../../words/en";
import type { Asked } from "./address";
import { createHitList, type FetchPage, type HitList } from "./hitList";

const fetchPage: FetchPage = async (input, { first, after }, signal) => {
  try {
    return (await ask(HitsDocument, { input, first, after }, false, signal)).search;
  } catch (error) {
    throw error instanceof Unreachable ? new Error(words.app.unreachable) : error;
  }
};

// Outlives the page, so that who comes back from a hit finds the list, and their place in it, as they left it.
const hitList = createHitList(fetchPage);

/** The hits for what is asked, and what is known of them. They are asked for anew, unless one comes back to them. */
export function useHits(asked: Asked): HitList {
  const arrived = useRef(false);
  useEffect(() => {
    const again = !arrived.current && !useHistoryStep.getState().back;
    arrived.current = true;
    hitList.getState().ask(asked, again);
  }, [asked]);
  return useStore(hitList);
}
