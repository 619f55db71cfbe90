import { kept, restored, type UploadItem } from "./queue";

const PREFIX = "reelgraph-uploads:";

/** Each window keeps its own list. Its name outlives a reload, and goes with the window. */
function ownName(): string {
  const known = sessionStorage.getItem(PREFIX);
  if (known) return known;
  const made = crypto.getRandomValues(new Uint32Array(2)).join("-");
  sessionStorage.setItem(PREFIX, made);
  return made;
}

function read(key: string): UploadItem[] {
  const text = localStorage.getItem(key);
  if (text === null) return [];
  try {
    return JSON.parse(text) as UploadItem[];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    localStorage.removeItem(key); // written by something else: there is nothing to go on with
    return [];
  }
}

/** Keep what is not done for after a reload. */
export function keep(items: readonly UploadItem[]): void {
  const key = PREFIX + ownName();
  const worth = kept(items);
  if (worth.length > 0) localStorage.setItem(key, JSON.stringify(worth));
  else localStorage.removeItem(key);
}

/** What this window did not finish. */
export function ownUnfinished(): UploadItem[] {
  return restored(read(PREFIX + ownName()));
}

/**
 * Take over what windows left behind that are closed now, and hold a lock that tells others that this one is open.
 * Without locks (a page that came neither by https nor from this machine) only its own list is known to a window.
 */
export async function takeOverFromClosed(): Promise<UploadItem[]> {
  if (!("locks" in navigator)) return [];
  const own = PREFIX + ownName();
  void navigator.locks.request(own, () => new Promise<never>(() => {})); // held until the window closes
  const { held = [] } = await navigator.locks.query();
  const open = new Set([own, ...held.map((lock) => lock.name)]);
  const left = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX) && !open.has(key));
  return left.flatMap((key) => {
    const items = restored(read(key));
    localStorage.removeItem(key);
    return items;
  });
}
