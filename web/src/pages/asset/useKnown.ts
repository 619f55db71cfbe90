import {
  CommentsOfVersionDocument,
  type CommentsOfVersionQuery,
  ShotsOfVersionDocument,
  type ShotsOfVersionQuery,
  TracksOfVersionDocument,
  type TracksOfVersionQuery,
} from "../../graphql/generated";
import { type Listed, usePages } from "./usePages";

type VersionOf<Data extends { node: unknown }> = Extract<Data["node"], { __typename: "Version" }>;

function version<Data extends { node: { __typename: string } | null }>({
  node,
}: Data): VersionOf<Data> | null {
  return node?.__typename === "Version" ? (node as VersionOf<Data>) : null;
}

export type KnownShot = VersionOf<ShotsOfVersionQuery>["shots"]["edges"][number]["node"];
export type KnownTrack = VersionOf<TracksOfVersionQuery>["tracks"]["edges"][number]["node"];
export type KnownComment = VersionOf<CommentsOfVersionQuery>["comments"]["edges"][number]["node"];

/** All that lies over the time of a version. */
export interface Known {
  shots: Listed<KnownShot>;
  tracks: Listed<KnownTrack>;
  comments: Listed<KnownComment>;
}

/** Read what is known of a version; again when its current run is another, and its comments when something was `said`. */
export function useKnown(versionId: string, run: string, said: number): Known {
  const state = { state: run };
  return {
    shots: usePages(ShotsOfVersionDocument, versionId, (data) => version(data)?.shots ?? null, state),
    tracks: usePages(TracksOfVersionDocument, versionId, (data) => version(data)?.tracks ?? null, state),
    comments: usePages(CommentsOfVersionDocument, versionId, (data) => version(data)?.comments ?? null, {
      state: String(said),
    }),
  };
}

/** The shot that has a frame; null between or before shots. */
export function shotAt(shots: readonly KnownShot[], frame: number): KnownShot | null {
  let low = 0;
  let high = shots.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((shots[middle]?.range.start ?? 0) <= frame) low = middle + 1;
    else high = middle;
  }
  const shot = shots[low - 1];
  return shot && frame < shot.range.end ? shot : null;
}
