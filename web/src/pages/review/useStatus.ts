import { useMemo } from "react";
import type { Tone } from "../../design/Badge";
import { decided } from "../../room/waiting";
import { useReviewState } from "./useReview";

export interface Status {
  text: string;
  tone: Tone;
}

const TONES: Record<string, Tone> = {
  approved: "good",
  changes: "warn",
  "on hold": "neutral",
  "in review": "info",
};

/** What a status looks like; a project's own words stay neutral. */
export function toneOf(status: string): Tone {
  return TONES[status.toLowerCase()] ?? "neutral";
}

/** What a version was decided to be last in this review, also by what waits to be sent; null for nothing. */
export function useStatus(versionId: string): Status | null {
  const decisions = useReviewState((state) => state.view.decisions);
  const notes = useReviewState((state) => state.notes);
  return useMemo(() => {
    const text = decided(versionId, decisions, notes);
    return text === null ? null : { text, tone: toneOf(text) };
  }, [decisions, notes, versionId]);
}
