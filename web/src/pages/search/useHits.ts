import { useEffect, useRef } from "react";
import { useStore } from "zustand";
import { useHistoryStep } from "../../app/historyStep";
import { client } from "../../graphql/client";
import { HitsDocument } from "../../graphql/generated";
import type { Asked } from "./address";
import { createHitList, type FetchPage, type HitList } from "./hitList";

const fetchPage: FetchPage = (input, { first, after }, signal) =>
  new Promise((resolve, reject) => {
    const { unsubscribe } = client
      .query(HitsDocument, { input, first, after }, { requestPolicy: "network-only" })
      .subscribe(({ data, error, stale }) => {
        if (stale) return;
        if (data) resolve(data.search);
        else reject(error ?? new Error("The server sent no answer."));
      });
    signal.addEventListener("abort", unsubscribe);
  });

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
