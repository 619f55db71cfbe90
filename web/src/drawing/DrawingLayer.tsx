import { lazy, type PointerEvent, Suspense, useMemo, useRef, useState } from "react";
import type { Stage } from "../player/stage";
import { TAKES_PEN } from "../player/useLooking";
import { words } from "../words/en";
import styles from "./DrawingLayer.module.css";
import { type Mark, type Point, pointIn, pressureOf } from "./marks";
import { StrokeInHand } from "./strokeInHand";
import { TextOnPicture } from "./TextOnPicture";
import { LETTERS, useTools, WIDTHS } from "./tools";

const load = () => import("./DrawingCanvas");
const DrawingCanvas = lazy(load);

/** Fetch what paints before it is needed: the link may be lost by then. */
export function prepareDrawing(): void {
  load().catch(() => {
    // Not reachable now: it is fetched when somebody draws.
  });
}

interface DrawingLayerProps {
  width: number;
  height: number;
  /** What of the picture is seen. */
  seen: Stage;
  /** What is drawn on the frame that is shown. */
  marks: readonly Mark[];
  mayDraw: boolean;
  onBegin: () => void;
  onMark: (mark: Mark) => void;
  /** What is drawn so far, for others to see; null when it ended. */
  onTrace: (trace: { colour: string; width: number; points: Point[] } | null) => void;
}

/** Lies exactly over the picture: shows what is drawn on it, and takes the pen. Without a chosen tool it lets everything through. */
export function DrawingLayer({
  width,
  height,
  seen,
  marks,
  mayDraw,
  onBegin,
  onMark,
  onTrace,
}: DrawingLayerProps) {
  const { open, tool, colour, width: thickness } = useTools();
  const surface = useRef<HTMLDivElement>(null);
  const hand = useRef<StrokeInHand | null>(null);
  const [inHand, setInHand] = useState<Mark | null>(null);
  const [writing, setWriting] = useState<Point | null>(null);
  const drawing = open && mayDraw;
  const shown = useMemo(() => (inHand ? [...marks, inHand] : marks), [marks, inHand]);

  const pointsOf = (event: PointerEvent): Point[] => {
    const place = surface.current?.getBoundingClientRect();
    if (!place) return [];
    const events = event.nativeEvent.getCoalescedEvents?.() ?? [];
    return (events.length > 0 ? events : [event.nativeEvent]).map((each) =>
      pointIn(place, each.clientX, each.clientY, pressureOf(each)),
    );
  };
  const draw = (event: PointerEvent) => {
    const stroke = hand.current;
    if (!stroke || !event.isPrimary) return;
    for (const point of pointsOf(event)) stroke.add(point);
    setInHand(stroke.now());
    onTrace({ colour, width: WIDTHS[thickness], points: stroke.trace() });
  };
  const begin = (event: PointerEvent) => {
    if (!event.isPrimary) end(false); // a second finger: it is a pinch, and no stroke
    if (event.button !== 0 || !event.isPrimary) return;
    onBegin();
    const [point] = pointsOf(event);
    if (tool === "TEXT") {
      event.preventDefault();
      if (point) setWriting({ ...point, pressure: 1 });
      return;
    }
    event.currentTarget.setPointerCapture(event.pointerId);
    hand.current = new StrokeInHand(tool, colour, WIDTHS[thickness]);
    draw(event);
  };
  const end = (finished: boolean) => {
    const mark = hand.current?.done() ?? null;
    hand.current = null;
    setInHand(null);
    onTrace(null);
    if (finished && mark) onMark(mark);
  };
  return (
    <div
      ref={surface}
      className={drawing ? styles.drawing : styles.layer}
      role="img"
      aria-label={words.review.draw.surface}
      data-testid="drawing-surface"
      {...(drawing && {
        [TAKES_PEN]: "",
        onPointerDown: begin,
        onPointerMove: draw,
        onPointerUp: () => end(true),
        onPointerCancel: () => end(false),
      })}
    >
      {(marks.length > 0 || drawing) && (
        <Suspense>
          <DrawingCanvas marks={shown} width={width} height={height} seen={seen} />
        </Suspense>
      )}
      {writing && (
        <TextOnPicture
          at={writing}
          colour={colour}
          letters={LETTERS[thickness] * height}
          onDone={(text) => {
            setWriting(null);
            if (text.trim() !== "")
              onMark({
                kind: "TEXT",
                colour,
                width: LETTERS[thickness],
                text: text.trim(),
                points: [writing],
              });
          }}
        />
      )}
    </div>
  );
}
