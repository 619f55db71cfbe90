/** A note while it is written: its words, where it will be, and who is called in it. */
export interface Draft {
  text: string;
  /** The frames it is about; null while nothing was written. */
  at: { start: number; end: number } | null;
  mentions: readonly { id: string; name: string }[];
}

export const emptyDraft: Draft = { text: "", at: null, mentions: [] };

export function packed(draft: Draft): string {
  return draft.text === "" ? "" : JSON.stringify(draft);
}

/** How the places of answers begin, whose drafts are kept as they are. */
export const ANSWER = "answer ";

/** What an earlier page kept; an empty draft where it kept nothing that can be read. */
export function unpackedDraft(kept: string): Draft {
  if (kept === "") return emptyDraft;
  try {
    const { text, at, mentions } = JSON.parse(kept) as Draft;
    return typeof text === "string" ? { text, at: at ?? null, mentions: mentions ?? [] } : emptyDraft;
  } catch (error) {
    if (error instanceof SyntaxError) return emptyDraft;
    throw error;
  }
}

/** The word after an @ that is being written at the end of what stands before the cursor; null where none is. */
export function calling(before: string): string | null {
  return /(?:^|\s)@([^\s@]{0,40})$/u.exec(before)?.[1] ?? null;
}
