import type { PlayerHandle } from "./state";

const FASTEST = 8;

/** What L (1) and J (-1) do: play that way, and faster with each press. */
export function shuttle(player: PlayerHandle, direction: 1 | -1): void {
  const { playing, rate } = player.getState();
  const along = playing && Math.sign(rate) === direction;
  player.play(along ? direction * Math.min(FASTEST, Math.max(1, Math.abs(rate)) * 2) : direction);
}
