import { useEffect, useId } from "react";
import { create } from "zustand";

/** How many runs are followed at once: a socket carries few operations, and a page needs some for other things. */
export const SEATS = 8;

interface Wanting {
  id: string;
  running: boolean;
}

const useWanting = create<{ wanting: readonly Wanting[] }>()(() => ({ wanting: [] }));

/** Who may follow: runs that work before those that wait, and of these the last in the list, whose turn comes first. */
export function seated(wanting: readonly Wanting[]): string[] {
  const waiting = wanting.filter(({ running }) => !running).reverse();
  return [...wanting.filter(({ running }) => running), ...waiting].slice(0, SEATS).map(({ id }) => id);
}

/** Whether the run that is shown may be followed now. */
export function useSeat(running: boolean): boolean {
  const id = useId();
  useEffect(() => {
    useWanting.setState(({ wanting }) => ({ wanting: [...wanting, { id, running }] }));
    return () =>
      useWanting.setState(({ wanting }) => ({ wanting: wanting.filter((each) => each.id !== id) }));
  }, [id, running]);
  return useWanting(({ wanting }) => seated(wanting).includes(id));
}
