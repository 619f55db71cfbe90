import {
  Keyboard,
  Maximize,
  Minimize,
  Pause,
  Play,
  Repeat,
  StepBack,
  StepForward,
  Volume2,
  VolumeX,
} from "lucide-react";
import type { ReactNode, RefObject } from "react";
import { IconButton } from "../design/Button";
import { words } from "../words/en";
import type { FrameClock } from "./FrameClock";
import { TimecodeEntry } from "./TimecodeEntry";
import styles from "./Transport.module.css";
import { usePlayerState } from "./usePlayer";
import { useSoundPreference } from "./useSound";

const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 4];

interface TransportProps {
  player: FrameClock;
  entry: RefObject<HTMLInputElement | null>;
  full: boolean;
  onFull: () => void;
  onHelp: () => void;
  /** What a page adds to the row. */
  more?: ReactNode;
}

/** The buttons below the picture. */
export function Transport({ player, entry, full, onFull, onHelp, more }: TransportProps) {
  const playing = usePlayerState(player, (state) => state.playing);
  const rate = usePlayerState(player, (state) => state.rate);
  const speed = usePlayerState(player, (state) => state.speed);
  const loop = usePlayerState(player, (state) => state.loop);
  const moves = player.playback.proxyUrl !== null;
  const say = words.player;
  return (
    <div className={styles.row}>
      <div className={styles.group}>
        <IconButton
          label={say.stepBack}
          icon={StepBack}
          data-testid="step-back"
          disabled={!moves}
          onClick={() => player.step(-1)}
        />
        <IconButton
          label={playing ? say.pause : say.play}
          icon={playing ? Pause : Play}
          kind="plain"
          data-testid="play"
          disabled={!moves}
          onClick={() => player.toggle()}
        />
        <IconButton
          label={say.stepForward}
          icon={StepForward}
          data-testid="step-forward"
          disabled={!moves}
          onClick={() => player.step(1)}
        />
        <span className={styles.rate}>{playing && rate !== 1 ? `${rate}×` : ""}</span>
      </div>
      {moves && <TimecodeEntry player={player} entry={entry} />}
      <div className={styles.group}>
        {more}
        {moves && (
          <>
            <IconButton
              label={loop ? say.loopOff : say.loop}
              icon={Repeat}
              pressed={loop !== null}
              onClick={() => player.setLoop(loop ? null : { start: 0, end: player.frames })}
            />
            <select
              className={styles.speed}
              aria-label={say.speed}
              title={say.speed}
              value={speed}
              onChange={(event) => player.setSpeed(Number(event.currentTarget.value))}
            >
              {SPEEDS.map((each) => (
                <option key={each} value={each}>{`${each}×`}</option>
              ))}
            </select>
          </>
        )}
        {player.playback.hasSound && moves && <Sound player={player} />}
        <IconButton
          label={full ? say.smallScreen : say.fullScreen}
          icon={full ? Minimize : Maximize}
          onClick={onFull}
        />
        <IconButton label={say.keyboard} icon={Keyboard} className={styles.help} onClick={onHelp} />
      </div>
    </div>
  );
}

function Sound({ player }: { player: FrameClock }) {
  const silenced = usePlayerState(player, (state) => state.silenced);
  const { volume, muted, setVolume, setMuted } = useSoundPreference();
  const say = words.player;
  const off = muted || silenced;
  return (
    <>
      <IconButton
        label={silenced ? say.silenced : muted ? say.unmute : say.mute}
        icon={off ? VolumeX : Volume2}
        pressed={off}
        onClick={() => (silenced ? player.setSound(volume, muted) : setMuted(!muted))}
      />
      <input
        className={styles.volume}
        type="range"
        min={0}
        max={1}
        step={0.05}
        aria-label={say.volume}
        value={muted ? 0 : volume}
        onChange={(event) => setVolume(event.currentTarget.valueAsNumber)}
      />
    </>
  );
}
