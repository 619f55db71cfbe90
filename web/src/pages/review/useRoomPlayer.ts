import { useEffect, useMemo } from "react";
import { FrameClock } from "../../player/FrameClock";
import type { Playback } from "../../player/playback";
import { type Address, writeAddress } from "./address";

const WRITE_MS = 400;

/** The player of the version that is shown; keeps the address at its frame while it stands still. A new one for each version. */
export function useRoomPlayer(playback: Playback | null, first: Address): FrameClock | null {
  const { versionId, proxyUrl } = playback ?? {};
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rest of a playback belongs to the version; the first frame counts once
  const player = useMemo(() => {
    if (playback === null) return null;
    return new FrameClock(
      playback,
      (first.versionId ?? playback.versionId) === playback.versionId ? (first.frame ?? 0) : 0,
    );
  }, [versionId, proxyUrl]);
  useEffect(() => {
    if (player === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const write = () => {
      const { playing, asked } = player.getState();
      if (!playing) writeAddress(player.playback.versionId, asked);
    };
    const stop = player.subscribe(() => {
      clearTimeout(timer);
      timer = setTimeout(write, WRITE_MS);
    });
    write();
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [player]);
  return player;
}
