import { type ReactNode, useRef, useState } from "react";
import { words } from "../words/en";
import type { FrameClock } from "./FrameClock";
import { KeySheet } from "./KeySheet";
import { type KeyBinding, playerKeys } from "./keys";
import { Magnified } from "./Magnified";
import { Picture } from "./Picture";
import styles from "./Player.module.css";
import { Scrubber } from "./Scrubber";
import type { SeenStage, View } from "./stage";
import { Transport } from "./Transport";
import { useDataFrame } from "./useDataFrame";
import { useFullScreen } from "./useFullScreen";
import { useKeys } from "./useKeys";
import { viewKeys } from "./viewKeys";

export interface PlayerProps {
  /** From `usePlayer`: the page keeps it, seeks with it and follows it. */
  player: FrameClock;
  /** Laid exactly over the picture; it is told where that lies. */
  overlay?: (stage: SeenStage) => ReactNode;
  /** Magnification; the whole picture unless told. */
  view?: View | null;
  /** Lets wheel, fingers and keys magnify and move the picture; null is all of it. */
  onView?: (view: View | null) => void;
  /** What stands between picture and buttons; a plain line of all frames unless told. */
  timeline?: ReactNode;
  /** Instead of the picture: two of them side by side, and the like. Made of `<Picture>`. */
  picture?: ReactNode;
  /** Buttons to add to the row. */
  buttons?: ReactNode;
  /** Keys of the page: they go before the player's own, and stand in the same help sheet. */
  keys?: KeyBinding[];
}

const NONE: KeyBinding[] = [];

/** The player: picture, line of frames, buttons and keys. */
export function Player({
  player,
  overlay,
  view = null,
  onView,
  timeline,
  picture,
  buttons,
  keys = NONE,
}: PlayerProps) {
  const whole = useRef<HTMLElement>(null);
  const entry = useRef<HTMLInputElement>(null);
  const [helping, setHelping] = useState(false);
  const [full, switchFull] = useFullScreen(whole);
  useDataFrame(player, whole);
  const deeds = {
    askForFrame: () => entry.current?.focus(),
    fullScreen: switchFull,
    help: () => setHelping(true),
  };
  const isPausing = () => held.current.has("k");
  const looking = onView ? viewKeys(view, onView) : NONE;
  const bindings = [...keys, ...looking, ...playerKeys(player, deeds, isPausing)];
  const held = useKeys(bindings);
  return (
    <section
      ref={whole}
      className={styles.player}
      aria-label={words.player.label}
      data-testid="player"
      data-version={player.playback.versionId}
    >
      <div className={styles.picture}>
        {picture ?? (
          <Picture player={player} view={view} {...(onView && { onView })} {...(overlay && { overlay })} />
        )}
        {onView && view && <Magnified view={view} onWhole={() => onView(null)} />}
      </div>
      <div className={styles.below}>
        {timeline ?? (player.playback.proxyUrl !== null && <Scrubber player={player} />)}
        <Transport
          player={player}
          entry={entry}
          full={full}
          onFull={switchFull}
          onHelp={deeds.help}
          more={buttons}
        />
      </div>
      {helping && <KeySheet bindings={bindings} onClose={() => setHelping(false)} />}
    </section>
  );
}
