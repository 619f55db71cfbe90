import { useEffect, useMemo, useRef } from "react";
import { DrawingLayer } from "../../drawing/DrawingLayer";
import { asInput, type Mark, unpacked } from "../../drawing/marks";
import type { FrameClock } from "../../player/FrameClock";
import type { Stage as Area } from "../../player/stage";
import { usePlayerState } from "../../player/usePlayer";
import type { Drawing } from "../../room/log";
import { useDrawings } from "./useKnown";
import { useReview, useReviewState } from "./useReview";

/** How long others still see a stroke as it was drawn: what became of it goes out first. */
const CLEAR_MS = 250;

/** The marks of a drawing, unpacked once. */
const unpackedMarks = new WeakMap<Drawing, readonly Mark[]>();

function marksOf(drawing: Drawing): readonly Mark[] {
  let marks = unpackedMarks.get(drawing);
  if (marks === undefined) {
    marks = drawing.marks.map(unpacked);
    unpackedMarks.set(drawing, marks);
  }
  return marks;
}

/** What everyone drew on the frame that is shown: sent, not sent yet, or being drawn just now. */
export function DrawnOver({
  player,
  width,
  height,
  seen,
  mayDraw,
}: {
  player: FrameClock;
  width: number;
  height: number;
  seen: Area;
  mayDraw: boolean;
}) {
  const review = useReview();
  const { versionId } = player.playback;
  const frame = usePlayerState(player, (state) => state.frame);
  const drawings = useDrawings();
  const notes = useReviewState((state) => state.notes);
  const signals = useReviewState((state) => state.signals);
  const clearing = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(clearing.current), []);
  const marks = useMemo(() => {
    const here = (at: { start: number; end: number }) => at.start <= frame && frame < at.end;
    const sent = drawings.filter(({ on, at }) => on.id === versionId && here(at)).flatMap(marksOf);
    const waiting = notes.flatMap(({ what }) =>
      what.kind === "drawing" && what.input.versionId === versionId && here(what.input.at)
        ? what.input.marks.map((mark) => ({
            ...mark,
            text: mark.text ?? null,
            points: mark.points.map((point) => ({ ...point, pressure: point.pressure ?? 1 })),
          }))
        : [],
    );
    const passing = [...signals.values()].flatMap((signal) =>
      signal.participantId !== review.viewerId && signal.kind === "stroke" && signal.frame === frame
        ? [
            {
              kind: "STROKE" as const,
              colour: signal.colour ?? "#ffffff",
              width: signal.width ?? 0.008,
              text: null,
              points: signal.points,
            },
          ]
        : [],
    );
    return [...sent, ...waiting, ...passing];
  }, [drawings, notes, signals, frame, versionId, review]);
  return (
    <DrawingLayer
      width={width}
      height={height}
      seen={seen}
      marks={marks}
      mayDraw={mayDraw}
      onBegin={() => player.pause()}
      onMark={(mark) => {
        const at = player.getState().frame;
        void review.add({
          kind: "drawing",
          input: {
            sessionId: review.sessionId,
            versionId,
            at: { start: at, end: at + 1 },
            marks: [asInput(mark)],
          },
        });
      }}
      onTrace={(trace) => {
        clearTimeout(clearing.current);
        if (trace) review.room.signal({ kind: "stroke", frame, ...trace });
        else clearing.current = setTimeout(() => review.room.signal({ kind: "clear" }), CLEAR_MS);
      }}
    />
  );
}
