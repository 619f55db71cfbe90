import { type DragEvent, useRef, useState } from "react";
import { placeFor } from "./arranging";

/** Where what is dragged would come to stand. */
export interface Over {
  place: number;
  after: boolean;
}

/** Dragging the items of a list that runs down or across the page to another place in it. */
export function useDragging(onMove: (from: number, to: number) => void, runs: "down" | "across") {
  const from = useRef<number | null>(null);
  const [over, setOver] = useState<Over | null>(null);
  const end = () => {
    from.current = null;
    setOver(null);
  };
  const isAfter = (event: DragEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return runs === "down"
      ? event.clientY > box.top + box.height / 2
      : event.clientX > box.left + box.width / 2;
  };
  const handlers = (place: number) => ({
    draggable: true,
    onDragStart: (event: DragEvent) => {
      from.current = place;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", ""); // some browsers drag nothing that carries nothing
    },
    onDragOver: (event: DragEvent) => {
      if (from.current === null) return;
      event.preventDefault();
      const after = isAfter(event);
      setOver((now) => (now?.place === place && now.after === after ? now : { place, after }));
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      const start = from.current;
      if (start !== null) {
        const to = placeFor(start, place, isAfter(event));
        if (to !== start) onMove(start, to);
      }
      end();
    },
    onDragEnd: end,
  });
  return { over, handlers };
}
