import { type RefObject, useId, useState } from "react";
import { parseEntry } from "../timecode/entry";
import { formatTimecode } from "../timecode/timecode";
import { words } from "../words/en";
import type { FrameClock } from "./FrameClock";
import styles from "./Transport.module.css";
import { usePlayerState } from "./usePlayer";

interface TimecodeEntryProps {
  player: FrameClock;
  entry: RefObject<HTMLInputElement | null>;
}

/** The source's timecode of the frame on the screen; type another, a frame or a way to go, and Enter goes there. */
export function TimecodeEntry({ player, entry }: TimecodeEntryProps) {
  const problem = useId();
  const frame = usePlayerState(player, (state) => state.frame);
  const [typed, setTyped] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  const { rate, start } = player.playback;
  const leave = () => {
    setTyped(null);
    setWrong(false);
  };
  return (
    <form
      className={styles.entry}
      onSubmit={(event) => {
        event.preventDefault();
        const asked = typed === null ? frame : parseEntry(typed, { rate, start, now: frame });
        setWrong(asked === null);
        if (asked === null) return;
        player.pause();
        player.seek(asked);
        entry.current?.blur();
      }}
    >
      <input
        ref={entry}
        className={styles.timecode}
        type="text"
        inputMode="text"
        autoComplete="off"
        spellCheck={false}
        aria-label={words.player.entry}
        aria-invalid={wrong || undefined}
        aria-describedby={wrong ? problem : undefined}
        title={words.player.entryHint}
        value={typed ?? formatTimecode(frame, rate, start)}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={leave}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          leave();
          event.currentTarget.blur();
        }}
      />
      <span className={styles.frame}>{words.player.frameOf(frame, player.frames)}</span>
      {wrong && (
        <p id={problem} className={styles.wrong} role="alert">
          {words.player.entryWrong}
        </p>
      )}
    </form>
  );
}
