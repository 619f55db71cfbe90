import { create } from "zustand";
import type { HitFragment } from "../../graphql/generated";

interface Selection {
  /** What is selected, by id of the shot, in the order in which it was. It is kept from one search to the next. */
  chosen: ReadonlyMap<string, HitFragment>;
  /** The shot where the next range begins. */
  anchor: string | null;
  toggle: (hit: HitFragment) => void;
  /** Select everything from the anchor to a hit, as they stand in a list; where there is no anchor, the hit alone. */
  reach: (hit: HitFragment, list: readonly HitFragment[]) => void;
  clear: () => void;
}

/** The hits that a person gathers, to do something with all of them. */
export const useSelection = create<Selection>()((set) => ({
  chosen: new Map(),
  anchor: null,
  toggle: (hit) =>
    set(({ chosen }) => {
      const next = new Map(chosen);
      if (!next.delete(hit.shot.id)) next.set(hit.shot.id, hit);
      return { chosen: next, anchor: hit.shot.id };
    }),
  reach: (hit, list) =>
    set(({ chosen, anchor }) => {
      const here = list.findIndex(({ shot }) => shot.id === hit.shot.id);
      const there = list.findIndex(({ shot }) => shot.id === anchor);
      const next = new Map(chosen);
      const from = there < 0 ? here : Math.min(here, there);
      const reached = list.slice(from, Math.max(here, there) + 1);
      for (const one of reached) if (!next.has(one.shot.id)) next.set(one.shot.id, one);
      return { chosen: next, anchor: there < 0 ? hit.shot.id : anchor };
    }),
  clear: () => set({ chosen: new Map(), anchor: null }),
}));
