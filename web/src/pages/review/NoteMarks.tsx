import { useMemo } from "react";
import type { FrameClock } from "../../player/FrameClock";
import { colourOf } from "../../room/people";
import styles from "./NoteMarks.module.css";
import { useComments, useDrawings } from "./useKnown";

const PLACES = 240;

interface Tick {
  place: number;
  frame: number;
  colour: string;
  kind: "note" | "drawing";
  resolved: boolean;
}

interface Span {
  id: string;
  start: number;
  end: number;
  colour: string;
}

/** Where on the line of frames people said or drew something. The list says the same in words, so this is for pointers alone. */
export function NoteMarks({ player }: { player: FrameClock }) {
  const { versionId } = player.playback;
  const { frames } = player;
  const comments = useComments();
  const drawings = useDrawings();
  const { ticks, spans } = useMemo(() => {
    const last = Math.max(1, frames - 1);
    const found = new Map<string, Tick>();
    const wide: Span[] = [];
    for (const { id, on, at, author, deleted, replyTo, status } of comments) {
      if (on.id !== versionId || deleted || replyTo !== null) continue;
      const place = Math.round((at.start / last) * PLACES);
      const resolved = status === "RESOLVED";
      const held = found.get(`note ${place}`);
      if (held === undefined || (held.resolved && !resolved))
        found.set(`note ${place}`, {
          place,
          frame: at.start,
          colour: colourOf(author.id),
          kind: "note",
          resolved,
        });
      if (at.end - at.start > 1 && !resolved && wide.length < PLACES)
        wide.push({
          id,
          start: at.start / last,
          end: Math.min(1, (at.end - 1) / last),
          colour: colourOf(author.id),
        });
    }
    for (const { on, at, author } of drawings) {
      if (on.id !== versionId) continue;
      const place = Math.round((at.start / last) * PLACES);
      const key = `drawing ${place}`;
      if (!found.has(key))
        found.set(key, {
          place,
          frame: at.start,
          colour: colourOf(author.id),
          kind: "drawing",
          resolved: false,
        });
    }
    return { ticks: [...found.values()], spans: wide };
  }, [comments, drawings, versionId, frames]);
  if (frames <= 1) return null;
  return (
    <div className={styles.marks} aria-hidden="true" data-testid="note-marks">
      {spans.map(({ id, start, end, colour }) => (
        <span
          key={id}
          className={styles.span}
          style={{ left: `${start * 100}%`, width: `${(end - start) * 100}%`, background: colour }}
        />
      ))}
      {ticks.map(({ place, frame, colour, kind, resolved }) => (
        <button
          key={`${kind} ${place}`}
          type="button"
          tabIndex={-1}
          className={[styles.tick, styles[kind], resolved ? styles.resolved : ""].join(" ")}
          style={{ left: `${(place / PLACES) * 100}%`, background: colour }}
          onClick={() => player.seek(frame)}
        />
      ))}
    </div>
  );
}
