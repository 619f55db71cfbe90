/** Go and sign in, and come back to where this page is. */
export function signInAgain(): void {
  const here = window.location.pathname + window.location.search;
  window.location.assign(`/login?next=${encodeURIComponent(here)}`);
}
