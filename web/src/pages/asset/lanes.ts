import type { Playback } from "../../player/playback";
import type { AnyLane, Bar } from "../../player/timeline/lane";
import type { Peaks } from "../../player/usePeaks";
import { words } from "../../words/en";
import type { Known, KnownTrack } from "./useKnown";

/** Rows of tracks before the rest is put in one. */
const MOST_ROWS = 6;

function nameOf({ entity, label }: KnownTrack): string {
  return entity?.name ?? label;
}

function barOf(track: KnownTrack): Bar {
  const { id, range, confidence } = track;
  const name = `${nameOf(track)}, ${words.asset.sure(confidence)}`;
  return { id, start: range.start, end: range.end, strength: confidence, tone: "info", name };
}

/** A row for each of who and what is followed longest, and one for all others. */
function trackLanes(tracks: readonly KnownTrack[]): AnyLane[] {
  const rows = new Map<string, KnownTrack[]>();
  for (const track of tracks) {
    const row = rows.get(nameOf(track));
    if (row) row.push(track);
    else rows.set(nameOf(track), [track]);
  }
  const frames = (row: KnownTrack[]) => row.reduce((sum, { range }) => sum + range.end - range.start, 0);
  const sorted = [...rows].sort(([, one], [, other]) => frames(other) - frames(one));
  const shown = sorted.length > MOST_ROWS ? sorted.slice(0, MOST_ROWS - 1) : sorted;
  const rest = sorted.slice(shown.length);
  const lane = (id: string, name: string, row: KnownTrack[]): AnyLane => ({
    kind: "bars",
    id,
    name,
    bars: row.map(barOf),
  });
  const lanes = shown.map(([name, row]) => lane(`tracks ${name}`, name, row));
  if (rest.length === 0) return lanes;
  return [
    ...lanes,
    lane(
      "tracks",
      words.asset.others(rest.length),
      rest.flatMap(([, row]) => row),
    ),
  ];
}

/** What the timeline shows of a version, from top to bottom; lanes without anything on them are left out. */
export function lanesOf(
  { shots, tracks, comments }: Known,
  playback: Playback,
  peaks: Peaks | null,
): AnyLane[] {
  const say = words.asset.lanes;
  const lanes: AnyLane[] = [];
  if (shots.items.length > 0) {
    lanes.push({
      kind: "blocks",
      id: "shots",
      name: say.shots,
      bars: shots.items.map(({ id, index, range }) => ({
        id,
        start: range.start,
        end: range.end,
        name: String(index + 1),
      })),
      mixed: shots.items.flatMap(({ transition }) => (transition ? [transition] : [])),
    });
  }
  const labelled = shots.items.filter(({ labels }) => labels.length > 0);
  if (labelled.length > 0) {
    lanes.push({
      kind: "blocks",
      id: "labels",
      name: say.labels,
      bars: labelled.map(({ id, range, labels }) => ({
        id,
        start: range.start,
        end: range.end,
        name: labels.map(({ name, score }) => words.asset.labelled(name, score)).join(", "),
      })),
      mixed: [],
    });
  }
  lanes.push(...trackLanes(tracks.items));
  if (comments.items.length > 0) {
    lanes.push({
      kind: "pins",
      id: "comments",
      name: say.comments,
      bars: comments.items
        .filter(({ deleted }) => !deleted)
        .map(({ id, at, text, status, author }) => ({
          id,
          start: at.start,
          end: at.end,
          name: `${author.name}: ${text}`,
          tone: status === "OPEN" ? "warn" : "good",
        })),
    });
  }
  if (peaks) {
    const perFrame = (peaks.stepsPerSecond * playback.rate.den) / playback.rate.num;
    lanes.push({
      kind: "wave",
      id: "wave",
      name: say.waveform,
      peaks: peaks.data,
      perFrame,
      tall: playback.size === null,
    });
  }
  return lanes;
}
