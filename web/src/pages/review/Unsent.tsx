import { useState } from "react";
import { Button } from "../../design/Button";
import type { SessionHead } from "../../room/log";
import type { Note } from "../../room/noteStore";
import type { Review } from "../../room/review";
import { words } from "../../words/en";
import { Conflict } from "./Conflict";
import styles from "./Unsent.module.css";
import { useReview, useReviewState } from "./useReview";

const say = words.review.notes;

type Playlist = SessionHead["playlist"];

function textOf({ what }: Note, playlist: Playlist): string {
  switch (what.kind) {
    case "comment":
      return what.input.text;
    case "drawing":
      return say.drew(what.input.marks.length);
    case "undo":
      return words.review.draw.undo;
    case "redo":
      return words.review.draw.redo;
    case "edit":
      return say.waits.edit(what.input.text);
    case "status":
      return what.input.status === "RESOLVED" ? say.resolve : say.reopen;
    case "place":
      return say.waits.place;
    case "delete":
      return say.waits.delete;
    case "removeDrawing":
      return say.removeDrawing;
    case "decide":
      return say.waits.decide(what.input.status);
    case "arrange":
      return say.waits.arrange(
        what.input.versions.map((id) => playlist.find((each) => each.id === id)?.asset.name ?? "…"),
      );
  }
}

const noPlaylist: Playlist = [];

/** Send an order of the playlist in spite of the one that somebody made meanwhile. */
async function overrule(review: Review, note: Note): Promise<void> {
  if (note.what.kind !== "arrange") return;
  await review.add({ kind: "arrange", input: { ...note.what.input, before: null } });
  await review.discard(note);
}

/** What was said or done here and is not with the others yet, in the order it will go out. */
export function Unsent() {
  const notes = useReviewState((state) => state.notes);
  const [left, setLeft] = useState<readonly number[]>([]);
  const conflict = notes.find((note) => note.current !== undefined && !left.includes(note.place));
  if (notes.length === 0) return null;
  return (
    <>
      <ul className={styles.list} aria-label={say.unsent}>
        {notes.map((note) => (
          <Waiting
            key={note.place}
            note={note}
            onLook={() => setLeft(left.filter((place) => place !== note.place))}
          />
        ))}
      </ul>
      {conflict && (
        <Decide key={conflict.place} note={conflict} onLeave={() => setLeft([...left, conflict.place])} />
      )}
    </>
  );
}

function Waiting({ note, onLook }: { note: Note; onLook: () => void }) {
  const review = useReview();
  const sending = useReviewState((state) => state.sending?.place === note.place);
  const playlist = useReviewState((state) => state.view.head?.playlist ?? noPlaylist);
  const progress = useReviewState((state) => (state.sending?.place === note.place ? state.progress : 0));
  const files = note.what.kind === "comment" ? (note.what.files ?? []) : [];
  return (
    <li className={note.refusal === undefined ? styles.note : styles.refused} data-testid="unsent">
      <p className={styles.text} dir="auto">
        {textOf(note, playlist)}
      </p>
      {files.length > 0 && (
        <p className={styles.files}>
          <span dir="auto">{files.map(({ name }) => name).join(", ")}</span>
          <progress aria-label={say.filesSent} max={1} value={progress} />
        </p>
      )}
      {note.refusal === undefined ? (
        <small>{sending ? say.sending : say.unsent}</small>
      ) : (
        <>
          <small role="alert">
            {say.refused}: {note.refusal}
          </small>
          <div className={styles.deeds}>
            {note.current ? (
              <Button onClick={onLook}>{words.review.conflict.look}</Button>
            ) : note.what.kind === "arrange" ? (
              <Button onClick={() => void overrule(review, note)}>{words.review.conflict.useYours}</Button>
            ) : (
              <Button onClick={() => void review.retry(note)}>{say.again}</Button>
            )}
            <Button kind="danger" onClick={() => void review.discard(note)}>
              {say.discard}
            </Button>
          </div>
        </>
      )}
    </li>
  );
}

/** Two texts for one note: its author says which stays. */
function Decide({ note, onLeave }: { note: Note; onLeave: () => void }) {
  const review = useReview();
  const { what, current } = note;
  if (current === undefined) return null;
  return (
    <Conflict
      current={current}
      yours={what.kind === "edit" ? what.input.text : null}
      onLeave={onLeave}
      onTheirs={() => void review.discard(note)}
      onYours={(text) => {
        const { id, version, text: before } = current;
        void review
          .add({ kind: "edit", input: { id, expectedVersion: version, before, text } })
          .then(() => review.discard(note));
      }}
    />
  );
}
