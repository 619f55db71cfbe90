import { create } from "zustand";
import type { MarkKind } from "../graphql/generated";
import { words } from "../words/en";

export type Colour = keyof typeof words.review.draw.colours;
export type Width = keyof typeof words.review.draw.widths;

export const COLOURS = Object.keys(words.review.draw.colours) as Colour[];
export const TOOLS: readonly MarkKind[] = ["STROKE", "ARROW", "BOX", "ELLIPSE", "TEXT"];

/** Widths of lines, in parts of the picture's height. */
export const WIDTHS: Record<Width, number> = { thin: 0.004, middle: 0.008, thick: 0.016 };

/** Height of letters, in parts of the picture's height, by the width that is chosen. */
export const LETTERS: Record<Width, number> = { thin: 0.04, middle: 0.06, thick: 0.09 };

interface Tools {
  open: boolean;
  tool: MarkKind;
  colour: Colour;
  width: Width;
  choose: (change: Partial<Pick<Tools, "open" | "tool" | "colour" | "width">>) => void;
}

/** What one draws with. */
export const useTools = create<Tools>()((set) => ({
  open: false,
  tool: "STROKE",
  colour: "#ff4d4d",
  width: "middle",
  choose: (change) => set(change),
}));
