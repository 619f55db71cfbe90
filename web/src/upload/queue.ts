/** The list of uploads as plain data, and every change it can go through. Nothing here touches the network. */

export type UploadState =
  /** Its turn comes when another is done. */
  | "waiting"
  | "sending"
  | "paused"
  /** The page was loaded anew: a browser gives the file again only to whoever chooses it again. */
  | "fileNeeded"
  /** All bytes are there; the server looks at them. */
  | "takingIn"
  | "done"
  | "failed";

export interface UploadItem {
  id: string;
  projectId: string;
  projectKey: string;
  projectName: string;
  /** The asset that it becomes the next version of; null for a new one. */
  versionOf: string | null;
  name: string;
  /** The folder it lay in, as it was dropped; empty for none. */
  folder: string;
  bytes: number;
  /** When the file was changed last, in milliseconds since 1970: tells it from another of the same name. */
  modified: number;
  sent: number;
  state: UploadState;
  /** Where its bytes go, as tus has it; null until the server gave it one. */
  address: string | null;
  problem: string | null;
  assetId: string | null;
  /** Whether the server had these bytes before. */
  known: boolean;
}

/** What can be said of a file before it is sent. */
export interface Chosen {
  name: string;
  folder: string;
  bytes: number;
  modified: number;
}

export interface Destination {
  projectId: string;
  projectKey: string;
  projectName: string;
  versionOf: string | null;
}

export const AT_ONCE = 2;

type Items = readonly UploadItem[];

function mark(file: Chosen, to: Pick<Destination, "projectId" | "versionOf">): string {
  return JSON.stringify([to.projectId, to.versionOf, file.folder, file.name, file.bytes, file.modified]);
}

/** Whether a file is the one that an upload was begun with, as far as a browser tells; where it lies may have changed. */
export function isFileOf(item: UploadItem, file: Chosen): boolean {
  return item.name === file.name && item.bytes === file.bytes && item.modified === file.modified;
}

const ENDED: readonly UploadState[] = ["done", "failed"];

/**
 * Take files in. One that is on its way already is not sent twice; one whose file was needed goes on where it was.
 * `ids` has the id of each file's item, in order.
 */
export function add(
  items: Items,
  files: readonly Chosen[],
  to: Destination,
  newId: () => string,
): { items: UploadItem[]; ids: string[] } {
  const all = [...items];
  const ids = files.map((file) => {
    const same = all.findIndex((item) => item.state !== "done" && mark(item, item) === mark(file, to));
    const found = all[same];
    if (found) {
      if (found.state === "fileNeeded" || found.state === "failed")
        all[same] = { ...found, state: "waiting", problem: null };
      return found.id;
    }
    const id = newId();
    all.push({
      ...to,
      ...file,
      id,
      sent: 0,
      state: "waiting",
      address: null,
      problem: null,
      assetId: null,
      known: false,
    });
    return id;
  });
  return { items: all, ids };
}

/** The items that may start now, so that no more than a few are sent at once. */
export function startable(items: Items, atOnce = AT_ONCE): UploadItem[] {
  const free = atOnce - items.filter((item) => item.state === "sending").length;
  return items.filter((item) => item.state === "waiting").slice(0, Math.max(0, free));
}

/** The list with one item changed; the same list where no such item is left. */
export function change(items: Items, id: string, to: Partial<UploadItem>): UploadItem[] {
  return items.map((item) => (item.id === id ? { ...item, ...to } : item));
}

export function drop(items: Items, id: string): UploadItem[] {
  return items.filter((item) => item.id !== id);
}

export function withoutEnded(items: Items): UploadItem[] {
  return items.filter((item) => !ENDED.includes(item.state));
}

/** Whether all bytes of it are at the server, so that the file itself is needed no more. */
export function whole(item: UploadItem): boolean {
  return item.address !== null && item.sent === item.bytes;
}

/** What is worth keeping when the page goes away: whatever is not done. */
export function kept(items: Items): UploadItem[] {
  return items.filter((item) => item.state !== "done" && !(item.state === "failed" && item.address === null));
}

/** How kept items stand on a page that was loaded anew: without their files. */
export function restored(items: Items): UploadItem[] {
  return items.map((item) => {
    if (whole(item)) return item.state === "failed" ? item : { ...item, state: "takingIn" };
    return { ...item, state: "fileNeeded", problem: null };
  });
}

export interface Totals {
  /** How many are not over. */
  open: number;
  failed: number;
  fileNeeded: number;
  done: number;
  /** Bytes sent of those not over and those done. */
  sent: number;
  bytes: number;
}

export function totals(items: Items): Totals {
  const count = (state: UploadState) => items.filter((item) => item.state === state).length;
  const counted = items.filter((item) => item.state !== "failed");
  return {
    open: items.filter((item) => !ENDED.includes(item.state)).length,
    failed: count("failed"),
    fileNeeded: count("fileNeeded"),
    done: count("done"),
    sent: counted.reduce((sum, item) => sum + item.sent, 0),
    bytes: counted.reduce((sum, item) => sum + item.bytes, 0),
  };
}
