import type { ConformedClip } from "./useConform";

/** Versions that a person chose for clips whose name does not tell one, by the place of the clip in the list. */
export type Choices = ReadonlyMap<number, string>;

export type Which = "all" | "found" | "missing";

/** The version of a clip: what was matched, else what a person chose; null without either. */
export function versionOf(clip: ConformedClip, place: number, choices: Choices): string | null {
  return clip.version?.id ?? choices.get(place) ?? null;
}

/** The versions of a timeline in the order of its cut, each once. */
export function playlistOf(clips: readonly ConformedClip[], choices: Choices): string[] {
  const found = clips.map((clip, place) => versionOf(clip, place, choices));
  return [...new Set(found.filter((id) => id !== null))];
}

/** The places of the clips that are to be shown. */
export function placesOf(clips: readonly ConformedClip[], choices: Choices, which: Which): number[] {
  const all = clips.map((_, place) => place);
  if (which === "all") return all;
  return all.filter((place) => {
    const clip = clips[place];
    return clip !== undefined && (versionOf(clip, place, choices) !== null) === (which === "found");
  });
}
