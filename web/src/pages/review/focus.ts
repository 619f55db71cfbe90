/** For what appears because somebody wants to write there: a ref that takes the focus once. */
export function takeFocus(element: HTMLElement | null): void {
  element?.focus();
}
