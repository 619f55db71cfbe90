import { useLayoutEffect, useMemo, useRef } from "react";
import type { FrameClock } from "./FrameClock";
import { useSize } from "./stage";
import { usePalette } from "./timeline/palette";
import { traceWave } from "./timeline/wave";
import { usePeaks } from "./usePeaks";
import styles from "./Waveform.module.css";

/** The outline of the sound over all frames, as wide as the line below it; nothing where there is no sound. */
export function Waveform({ player }: { player: FrameClock }) {
  const { waveformUrl, rate } = player.playback;
  const peaks = usePeaks(waveformUrl);
  const palette = usePalette();
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = Math.round(useSize(box)?.width ?? 0);
  const wave = useMemo(
    () => peaks && { peaks: peaks.data, perFrame: (peaks.stepsPerSecond * rate.den) / rate.num },
    [peaks, rate],
  );
  const { frames } = player;
  useLayoutEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context || !wave || width === 0) return;
    const height = element.clientHeight;
    const density = window.devicePixelRatio || 1;
    element.width = Math.round(width * density);
    element.height = Math.round(height * density);
    context.setTransform(density, 0, 0, density, 0, 0);
    context.fillStyle = palette.bar;
    context.beginPath();
    traceWave(context, wave, { from: 0, to: frames }, width, height / 2, (height / 2 - 1) / 128);
    context.fill();
  }, [wave, width, frames, palette]);
  if (waveformUrl === null) return null;
  return (
    <div
      ref={box}
      className={styles.wave}
      aria-hidden="true"
      data-testid="waveform"
      data-drawn={wave !== null}
    >
      <canvas ref={canvas} className={styles.canvas} />
    </div>
  );
}
