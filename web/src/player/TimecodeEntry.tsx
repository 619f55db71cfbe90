import { type RefObject, useId, useState } from "react";
import { afterDropped, isMove, parseEntry } from "../timecode/entry";
import { formatTimecode } from "../timecode/timecode";
import { words } from "../words/en";
import type { FrameClock } from "./FrameClock";
import styles from "./Transport.module.css";
import { usePlayerState } from "./usePlayer";

interface TimecodeEntryProps {
  player: FrameClock;
  entry: RefObject<HTMLInputElement | null>;
}

const say = words.player;

/** The source's timecode of the frame on the screen; type another, a frame or a way to go, and Enter goes there. */
export function TimecodeEntry({ player, entry }: TimecodeEntryProps) {
  const problem = useId();
  const frame = usePlayerState(player, (state) => state.frame);
  const [typed, setTyped] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const { rate, start } = player.playback;
  const leave = () => {
    setTyped(null);
    setWrong(null);
  };
  return (
    <form
      className={styles.entry}
      onSubmit={(event) => {
        event.preventDefault();
        const clock = { rate, start, now: frame };
        const asked = typed === null ? frame : parseEntry(typed, clock);
        const beyond = asked !== null && asked >= player.frames && !isMove(typed ?? "");
        if (asked === null || beyond) {
          const next = afterDropped(typed ?? "", clock);
          const [first, last] = [0, player.frames - 1].map((each) => formatTimecode(each, rate, start));
          setWrong(
            beyond
              ? say.entryBeyond(first ?? "", last ?? "")
              : next
                ? say.entryDropped(typed ?? "", next)
                : say.entryWrong,
          );
          return;
        }
        setWrong(null);
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
        aria-invalid={wrong !== null || undefined}
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
          {wrong}
        </p>
      )}
    </form>
  );
}
