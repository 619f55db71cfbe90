import { create } from "zustand";
import { keep, ownUnfinished, takeOverFromClosed } from "./keeping";
import type { UploadItem } from "./queue";

interface Uploads {
  items: UploadItem[];
}

/** What is on its way to the server, and what became of it: the same on every page. */
export const useUploads = create<Uploads>()(() => ({ items: ownUnfinished() }));

useUploads.subscribe(({ items }) => keep(items));

/** Change the list by a function of queue.ts. */
export function changeUploads(by: (items: UploadItem[]) => UploadItem[]): void {
  useUploads.setState(({ items }) => ({ items: by(items) }));
}

takeOverFromClosed().then((left) => {
  if (left.length > 0) changeUploads((items) => [...items, ...left]);
});

window.addEventListener("beforeunload", (event) => {
  if (useUploads.getState().items.some(({ state }) => state === "sending" || state === "waiting"))
    event.preventDefault(); // the browser asks whether to leave
});
