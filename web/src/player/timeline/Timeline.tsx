import { Maximize2, ZoomIn, ZoomOut } from "lucide-react";
import {
  type PointerEvent,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { IconButton } from "../../design/Button";
import { formatTimecode } from "../../timecode/timecode";
import { words } from "../../words/en";
import type { FrameClock } from "../FrameClock";
import { useSize } from "../stage";
import { usePlayerState } from "../usePlayer";
import { draw } from "./draw";
import { type AnyLane, type Bar, barAt, heightOf, laneHeight, RULER_HEIGHT } from "./lane";
import { usePalette } from "./palette";
import { frameAt, type Span, xOf } from "./span";
import styles from "./Timeline.module.css";
import { useSpan } from "./useSpan";

interface TimelineProps {
  player: FrameClock;
  lanes: readonly AnyLane[];
  /** Bars to be told apart, by id. */
  marked: ReadonlySet<string>;
  /** A press on a bar; a press elsewhere goes to the frame. */
  onPick?: (lane: AnyLane, bar: Bar) => void;
}

const SLACK_PIXELS = 6;

/** What is known of each frame, in lanes over the time: press or drag to go there, Ctrl and the wheel to look closer. */
export function Timeline({ player, lanes, marked, onPick }: TimelineProps) {
  const body = useRef<HTMLDivElement>(null);
  const width = useSize(body)?.width ?? 0;
  const { span, zoom, move, fit } = useSpan(player);
  const height = heightOf(lanes);
  const [hint, setHint] = useState("");
  const say = words.player;
  useWheel(body, span, zoom, move);

  const at = ({ clientX, clientY, currentTarget }: PointerEvent) => {
    const box = currentTarget.getBoundingClientRect();
    const frame = Math.min(Math.max(0, frameAt(clientX - box.left, span, box.width)), player.frames - 1);
    const slack = (SLACK_PIXELS / box.width) * (span.to - span.from);
    return { frame, hit: barAt(lanes, clientY - box.top, frame, slack) };
  };
  return (
    <div className={styles.timeline}>
      <div className={styles.tools}>
        <IconButton label={say.zoomOut} icon={ZoomOut} onClick={() => zoom(1 / 2)} />
        <IconButton label={say.zoomIn} icon={ZoomIn} onClick={() => zoom(2)} />
        <IconButton label={say.zoomFit} icon={Maximize2} onClick={fit} />
      </div>
      <div className={styles.names} style={{ paddingBlockStart: RULER_HEIGHT }} aria-hidden="true">
        {lanes.map((lane) => (
          <div key={lane.id} className={styles.name} style={{ height: laneHeight(lane) }} title={lane.name}>
            <span>{lane.name}</span>
          </div>
        ))}
      </div>
      <Line player={player} body={body} hint={hint}>
        <div
          ref={body}
          className={styles.body}
          style={{ height }}
          onPointerDown={(event) => {
            if (event.button !== 0) return;
            const { frame, hit } = at(event);
            if (hit?.bar && hit.lane.kind !== "blocks" && onPick) onPick(hit.lane, hit.bar);
            else {
              event.currentTarget.setPointerCapture(event.pointerId);
              player.seek(frame);
            }
          }}
          onPointerMove={(event) => {
            const { frame, hit } = at(event);
            if (event.currentTarget.hasPointerCapture(event.pointerId)) player.seek(frame);
            setHint(hit?.bar ? `${hit.lane.name}: ${hit.bar.name}` : "");
          }}
        >
          <Drawing player={player} lanes={lanes} marked={marked} span={span} width={width} height={height} />
          <Head player={player} span={span} width={width} />
        </div>
      </Line>
    </div>
  );
}

/** The timeline as a slider, for those who do not see it drawn. */
function Line({
  player,
  body,
  hint,
  children,
}: {
  player: FrameClock;
  body: RefObject<HTMLDivElement | null>;
  hint: string;
  children: React.ReactNode;
}) {
  const frame = usePlayerState(player, (state) => state.frame);
  const { rate, start } = player.playback;
  return (
    <div
      className={styles.line}
      role="slider"
      tabIndex={0}
      aria-label={words.player.timeline}
      aria-valuemin={0}
      aria-valuemax={player.frames - 1}
      aria-valuenow={frame}
      aria-valuetext={formatTimecode(frame, rate, start)}
      title={hint}
      onPointerDown={() => body.current?.parentElement?.focus({ preventScroll: true })}
    >
      {children}
    </div>
  );
}

interface DrawingProps {
  player: FrameClock;
  lanes: readonly AnyLane[];
  marked: ReadonlySet<string>;
  span: Span;
  width: number;
  height: number;
}

function Drawing({ player, lanes, marked, span, width, height }: DrawingProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = usePalette();
  const { rate, start } = player.playback;
  const scene = useMemo(
    () => ({ lanes, marked, span, width, palette, rate, start }),
    [lanes, marked, span, width, palette, rate, start],
  );
  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!canvas.current || !context || width === 0) return;
    const density = window.devicePixelRatio || 1;
    canvas.current.width = Math.round(width * density);
    canvas.current.height = Math.round(height * density);
    context.setTransform(density, 0, 0, density, 0, 0);
    draw(context, scene, height);
  }, [scene, width, height]);
  return <canvas ref={canvas} className={styles.canvas} style={{ width, height }} />;
}

/** The line through all lanes at the frame on the screen. */
function Head({ player, span, width }: { player: FrameClock; span: Span; width: number }) {
  const frame = usePlayerState(player, (state) => state.frame);
  const x = xOf(frame, span, width);
  const one = Math.max(2, width / (span.to - span.from));
  if (x < -one || x > width) return null;
  return <div className={styles.playhead} style={{ transform: `translateX(${x}px)`, width: one }} />;
}

function useWheel(
  body: RefObject<HTMLDivElement | null>,
  span: Span,
  zoom: (factor: number, around?: number) => void,
  move: (frames: number) => void,
) {
  // React listens to wheels passively, which could not keep the page from scrolling or zooming with the timeline.
  useEffect(() => {
    const element = body.current;
    if (!element) return;
    const turn = (event: WheelEvent) => {
      const box = element.getBoundingClientRect();
      const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        zoom(2 ** (-event.deltaY / 200), frameAt(event.clientX - box.left, span, box.width));
      } else if (sideways) {
        event.preventDefault();
        move(((event.deltaX || event.deltaY) / box.width) * (span.to - span.from));
      }
    };
    element.addEventListener("wheel", turn, { passive: false });
    return () => element.removeEventListener("wheel", turn);
  }, [body, span, zoom, move]);
}
