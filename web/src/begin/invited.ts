const KEY = "reelgraph-invited";

/**
 * Whether the person at this browser came by an invitation to one review and may see nothing else, as far as was seen last:
 * what would be refused is then not asked for before that is known.
 */
export function seemsInvited(): boolean {
  return window.localStorage.getItem(KEY) !== null;
}

export function rememberInvited(invited: boolean): void {
  if (invited) window.localStorage.setItem(KEY, "");
  else window.localStorage.removeItem(KEY);
}
