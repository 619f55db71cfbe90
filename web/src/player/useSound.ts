import { useEffect } from "react";
import { create } from "zustand";
import { persist } from "zustand/middleware";
import type { PlayerHandle } from "./state";

interface SoundPreference {
  volume: number;
  muted: boolean;
  setVolume: (volume: number) => void;
  setMuted: (muted: boolean) => void;
}

/** How loud one person likes it on one machine; kept in the browser. */
export const useSoundPreference = create<SoundPreference>()(
  persist(
    (set) => ({
      volume: 1,
      muted: false,
      setVolume: (volume) => set({ volume, muted: volume === 0 }),
      setMuted: (muted) => set({ muted }),
    }),
    { name: "reelgraph-sound" },
  ),
);

/** Let a player be as loud as is liked. */
export function useSound(player: PlayerHandle): void {
  const { volume, muted } = useSoundPreference();
  useEffect(() => player.setSound(volume, muted), [player, volume, muted]);
}
