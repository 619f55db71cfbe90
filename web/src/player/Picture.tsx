import { AudioLines, ImageOff } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { Button } from "../design/Button";
import { Icon } from "../design/Icon";
import { Loading } from "../design/Loading";
import { words } from "../words/en";
import type { FrameClock } from "./FrameClock";
import styles from "./Picture.module.css";
import { type SeenStage, stageOf, useSize, type View } from "./stage";
import { useDataFrame } from "./useDataFrame";
import { useLooking } from "./useLooking";
import { usePlayerState } from "./usePlayer";
import { useSound } from "./useSound";
import { seenOf } from "./view";

interface PictureProps {
  player: FrameClock;
  /** Laid exactly over the picture, whatever its place and magnification. */
  overlay?: (stage: SeenStage) => ReactNode;
  view?: View | null;
  /** Lets hands magnify and move it; null is the whole picture. */
  onView?: (view: View | null) => void;
}

/** The picture alone: the right frame of a version, in the greatest size its place has. */
export function Picture({ player, overlay, view = null, onView }: PictureProps) {
  const place = useRef<HTMLDivElement>(null);
  const box = useSize(place);
  const { size } = player.playback;
  const stage = box && stageOf(box, size ?? box, size ? view : null);
  useDataFrame(player, place);
  useLooking(place, size, view, onView);
  const moves = onView ? (view ? styles.near : styles.whole) : "";
  return (
    <div
      ref={place}
      className={`${styles.place} ${moves}`}
      data-version={player.playback.versionId}
      data-zoom={(view?.zoom ?? 1).toFixed(2)}
    >
      {stage && (
        <div className={styles.stage} style={stage}>
          <Shown player={player} />
          {overlay?.({ ...stage, seen: seenOf(stage, box) })}
        </div>
      )}
      <State player={player} />
    </div>
  );
}

function Shown({ player }: { player: FrameClock }) {
  const { kind, name, posterUrl, proxyUrl, size } = player.playback;
  const loading = usePlayerState(player, ({ status }) => status === "loading");
  useSound(player);
  if (proxyUrl === null) {
    if (posterUrl === null) return null;
    return <img className={styles.picture} src={posterUrl} alt={kind === "IMAGE" ? name : ""} />;
  }
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: footage under review has none */}
      <video
        key={proxyUrl}
        ref={player.attach}
        className={styles.picture}
        preload="auto"
        playsInline
        disablePictureInPicture
        disableRemotePlayback
        aria-label={name}
      />
      {loading && posterUrl && <img className={styles.picture} src={posterUrl} alt="" />}
      {size === null && (
        <div className={styles.sound}>
          <Icon of={AudioLines} size={48} />
          <span>{name}</span>
        </div>
      )}
    </>
  );
}

function State({ player }: { player: FrameClock }) {
  const status = usePlayerState(player, (state) => state.status);
  const problem = usePlayerState(player, (state) => state.problem);
  const { kind, posterUrl } = player.playback;
  if (status === "loading" || status === "waiting") {
    return (
      <div className={styles.state}>
        <Loading label={words.player.loading} />
      </div>
    );
  }
  if (status === "failed") {
    return (
      <div className={styles.message} role="alert">
        <Icon of={ImageOff} size={32} />
        <strong>{words.player.failed}</strong>
        <span>{problem}</span>
        <Button onClick={() => player.reload()}>{words.app.tryAgain}</Button>
      </div>
    );
  }
  if (status === "still" && kind !== "IMAGE") {
    return (
      <div className={posterUrl ? styles.caption : styles.message} role="status">
        {words.player.noProxy}
      </div>
    );
  }
  return null;
}
