/** Colours that are told apart beside each other, also by most people who see fewer colours, on dark and on light. */
const COLOURS = [
  "#e8a33d",
  "#4f9cf0",
  "#5fbf7f",
  "#d678c8",
  "#e0685e",
  "#4fc1c4",
  "#9d8cf2",
  "#b5b944",
] as const;

/** The colour of a person: the same on every screen, as it comes from their id. */
export function colourOf(id: string): string {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return COLOURS[sum % COLOURS.length] ?? COLOURS[0];
}

/** Up to two letters that stand for a name. */
export function initials(name: string): string {
  const parts = name.trim().split(/\s+/u).filter(Boolean);
  const letters = parts.length > 1 ? [parts[0], parts[parts.length - 1]] : [parts[0]];
  return letters
    .map((part) => [...(part ?? "")][0] ?? "")
    .join("")
    .toLocaleUpperCase("en");
}
