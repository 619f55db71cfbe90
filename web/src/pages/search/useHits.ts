import { useEffect } from "react";
import { useStore } from "zustand";
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

/** The hits for what is asked, and what is known of them. */
export function useHits(asked: Asked): HitList {
  useEffect(() => hitList.getState().ask(asked), [asked]);
  return useStore(hitList);
}
