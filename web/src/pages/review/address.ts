/** What the address of a review says: `?version=ID&frame=N`. */
export interface Address {
  versionId: string | null;
  frame: number | null;
}

export function readAddress(search: string): Address {
  const query = new URLSearchParams(search);
  const frame = query.get("frame");
  return {
    versionId: query.get("version"),
    frame: frame !== null && /^\d{1,9}$/.test(frame) ? Number(frame) : null,
  };
}

export function addressOf(versionId: string, frame: number): string {
  return `?${new URLSearchParams({ version: versionId, frame: String(frame) })}`;
}

/** Put what is shown into the address, so that a reload and a copied address come back to it. */
export function writeAddress(versionId: string, frame: number): void {
  const wanted = addressOf(versionId, frame);
  if (window.location.search !== wanted) window.history.replaceState(window.history.state, "", wanted);
}
