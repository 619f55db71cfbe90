import type { Comparison } from "../../graphql/generated";

/** Which version is shown beside the first, and how. */
export interface Comparing {
  mode: Comparison;
  versionId: string;
}

export const MODES: readonly Comparison[] = ["SIDE_BY_SIDE", "OVERLAY", "WIPE", "DIFFERENCE"];
