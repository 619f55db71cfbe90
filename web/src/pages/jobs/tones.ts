import type { Tone } from "../../design/Badge";
import type { RunStatus } from "../../graphql/generated";

/** The colour of each state of a run. */
export const TONES: Record<RunStatus, Tone> = {
  QUEUED: "neutral",
  RUNNING: "info",
  SUCCEEDED: "good",
  FAILED: "bad",
  CANCELLED: "warn",
};
