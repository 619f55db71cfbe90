import { useMemo, useSyncExternalStore } from "react";
import { FrameClock } from "./FrameClock";
import type { Playback } from "./playback";
import type { PlayerHandle, PlayerState } from "./state";

/** A player for a version, to be given to `<Player>` and to whatever else follows its frames. It is a new one when the version, or what plays of it, is another. */
export function usePlayer(playback: Playback, firstFrame = 0): FrameClock {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rest of a playback belongs to the version; the first frame counts once
  return useMemo(() => new FrameClock(playback, firstFrame), [playback.versionId, playback.proxyUrl]);
}

/** One thing of a player's state; renders again when it changes. */
export function usePlayerState<T extends string | number | boolean | object | null>(
  player: PlayerHandle,
  select: (state: PlayerState) => T,
): T {
  return useSyncExternalStore(player.subscribe, () => select(player.getState()));
}
