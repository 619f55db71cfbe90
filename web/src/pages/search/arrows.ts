/** Where a key leads in a grid: the index of a hit, -1 for out of it at the top, null for a key that leads nowhere. */
export function nextIndex(key: string, from: number, columns: number, count: number): number | null {
  const last = count - 1;
  switch (key) {
    case "ArrowRight":
      return Math.min(last, from + 1);
    case "ArrowLeft":
      return Math.max(0, from - 1);
    case "ArrowDown":
      return from + columns <= last ? from + columns : last;
    case "ArrowUp":
      return from < columns ? -1 : from - columns;
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return null;
  }
}
