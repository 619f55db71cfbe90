import { useMemo } from "react";
import type { Tone } from "../../design/Badge";
import type { Decision } from "../../room/log";
import { useReviewState } from "./useReview";

export interface Status {
  text: string;
  tone: Tone;
  decision: Decision;
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

/** What a version was decided to be last in this review; null for nothing. */
export function useStatus(versionId: string): Status | null {
  const decisions = useReviewState((state) => state.view.decisions);
  return useMemo(() => {
    const decision = decisions.findLast(({ on }) => on.id === versionId);
    return decision ? { text: decision.status, tone: toneOf(decision.status), decision } : null;
  }, [decisions, versionId]);
}
