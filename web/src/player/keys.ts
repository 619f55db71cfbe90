import { framesOf } from "../timecode/entry";
import { words } from "../words/en";
import type { FrameClock } from "./FrameClock";
import { shuttle } from "./shuttle";
import { useSoundPreference } from "./useSound";

/** A thing that keys do. A key is called as `KeyboardEvent.key` calls it, with `Shift+` before where it is held. */
export interface KeyBinding {
  keys: string[];
  label: string;
  run: () => void;
}

/** What the player can do beside its handle. */
export interface PlayerDeeds {
  askForFrame: () => void;
  fullScreen: () => void;
  help: () => void;
}

/** Every key of the player: the one table that both the keyboard and the help sheet read. */
export function playerKeys(player: FrameClock, deeds: PlayerDeeds, held: () => boolean): KeyBinding[] {
  const say = words.player.keys;
  const second = () => framesOf(1, player.playback.rate);
  const along = (direction: 1 | -1) => () => (held() ? player.step(direction) : shuttle(player, direction));
  const loop = () => player.getState().loop ?? { start: 0, end: player.frames };
  const { getState: sound } = useSoundPreference;
  return [
    { keys: [" "], label: say.toggle, run: () => player.toggle() },
    { keys: ["k"], label: say.pause, run: () => player.pause() },
    { keys: ["l"], label: say.forwards, run: along(1) },
    { keys: ["j"], label: say.backwards, run: along(-1) },
    { keys: ["ArrowRight", "."], label: say.stepForward, run: () => player.step(1) },
    { keys: ["ArrowLeft", ","], label: say.stepBack, run: () => player.step(-1) },
    { keys: ["Shift+ArrowRight"], label: say.secondForward, run: () => player.step(second()) },
    { keys: ["Shift+ArrowLeft"], label: say.secondBack, run: () => player.step(-second()) },
    { keys: ["Home"], label: say.first, run: () => player.seek(0) },
    { keys: ["End"], label: say.last, run: () => player.seek(player.frames - 1) },
    {
      keys: ["i"],
      label: say.loopFrom,
      run: () => {
        const { frame } = player.getState();
        player.setLoop({ start: frame, end: loop().end > frame ? loop().end : player.frames });
      },
    },
    {
      keys: ["o"],
      label: say.loopTo,
      run: () => {
        const { frame } = player.getState();
        player.setLoop({ start: loop().start <= frame ? loop().start : 0, end: frame + 1 });
      },
    },
    { keys: ["u"], label: say.loopOff, run: () => player.setLoop(null) },
    { keys: ["g"], label: say.goTo, run: deeds.askForFrame },
    { keys: ["m"], label: say.mute, run: () => sound().setMuted(!sound().muted) },
    { keys: ["f"], label: say.fullScreen, run: deeds.fullScreen },
    { keys: ["?", "Shift+?"], label: say.help, run: deeds.help },
  ];
}
