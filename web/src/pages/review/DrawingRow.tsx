import type { Drawing } from "../../room/log";
import { colourOf, initials } from "../../room/people";
import { words } from "../../words/en";
import { ago, date } from "../../words/format";
import styles from "./NoteItem.module.css";
import threads from "./NoteThread.module.css";
import { useNotePlace } from "./noteContext";
import { RemoveDrawing } from "./RemoveDrawing";

const say = words.review.notes;

/** A drawing in the list: whose, and where. */
export function DrawingRow({ drawing }: { drawing: Drawing }) {
  const place = useNotePlace();
  const { author, at, on, marks, createdAt } = drawing;
  const version = on.id === place.versionId ? undefined : place.versions.get(on.id);
  return (
    <div className={`${styles.note} ${threads.thread}`} data-testid="drawing" data-drawing={drawing.id}>
      <span className={styles.face} style={{ background: colourOf(author.id) }} aria-hidden="true">
        {initials(author.name)}
      </span>
      <div className={styles.body}>
        <div className={styles.line}>
          <strong className={styles.author}>{author.name}</strong>
          <button
            type="button"
            className={styles.place}
            title={say.goTo(at.startTimecode)}
            onClick={() => place.goTo(on.id, at.start)}
          >
            {version && `${version.asset.name} `}
            <span className="timecode">{at.startTimecode}</span>
          </button>
          <time className={styles.when} dateTime={createdAt} title={date(createdAt)}>
            {ago(createdAt)}
          </time>
        </div>
        <p className={styles.gone}>{say.drew(marks.length)}</p>
      </div>
      <RemoveDrawing drawing={drawing} className={styles.deeds} />
    </div>
  );
}
