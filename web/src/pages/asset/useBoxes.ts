import { useMemo } from "react";
import { useQuery } from "urql";
import { BoxesOfShotDocument, type BoxesOfShotQuery } from "../../graphql/generated";
import type { KnownShot } from "./useKnown";

type ShotWithBoxes = Extract<BoxesOfShotQuery["node"], { __typename: "Shot" }>;
type Track = ShotWithBoxes["tracks"]["edges"][number]["node"];
type Place = Track["detections"][number]["box"];

export interface ShownBox extends Place {
  id: string;
  name: string;
  confidence: number;
  /** Between two frames that were looked at. */
  between: boolean;
}

/** Frames whose boxes are asked for at once. What a hundred tracks can have in them stays within what one question may cost. */
const WINDOW = 150;

/** How far apart two frames that were looked at may be for a box to be thought in between. */
const FARTHEST = 30;

/** Tracks with boxes around a frame of a shot. */
export function useBoxTracks(shot: KnownShot | null, frame: number, on: boolean): readonly Track[] {
  const window = Math.floor(frame / WINDOW) * WINDOW;
  const start = Math.max(window - FARTHEST, shot?.range.start ?? 0);
  const end = Math.min(window + WINDOW + FARTHEST, shot?.range.end ?? 0);
  const id = shot?.id ?? "";
  const variables = useMemo(() => ({ id, range: { start, end } }), [id, start, end]);
  const [{ data }] = useQuery({
    query: BoxesOfShotDocument,
    variables,
    pause: !on || shot === null || end <= start,
  });
  if (!on || data?.node?.__typename !== "Shot" || data.node.id !== id) return [];
  return data.node.tracks.edges.map(({ node }) => node);
}

function mix(one: number, other: number, part: number): number {
  return one + (other - one) * part;
}

/** The boxes of a frame. Frames between two that were looked at have the box in between. */
export function boxesAt(tracks: readonly Track[], frame: number): ShownBox[] {
  return tracks.flatMap((track) => {
    const { detections } = track;
    const next = detections.findIndex((each) => each.frame >= frame);
    const after = detections[next];
    const before = after?.frame === frame ? after : detections[next - 1];
    if (!after || !before || after.frame - before.frame > FARTHEST) return [];
    const part = after === before ? 0 : (frame - before.frame) / (after.frame - before.frame);
    return [
      {
        id: track.id,
        name: track.entity?.name ?? track.label,
        confidence: mix(before.confidence, after.confidence, part),
        between: after !== before,
        x: mix(before.box.x, after.box.x, part),
        y: mix(before.box.y, after.box.y, part),
        width: mix(before.box.width, after.box.width, part),
        height: mix(before.box.height, after.box.height, part),
      },
    ];
  });
}
