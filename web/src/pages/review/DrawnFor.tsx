import { Brush } from "lucide-react";
import { Icon } from "../../design/Icon";
import type { Drawing } from "../../room/log";
import { words } from "../../words/en";
import styles from "./NoteItem.module.css";
import { useNotePlace } from "./noteContext";
import { RemoveDrawing } from "./RemoveDrawing";

const say = words.review.notes;

/** A drawing that belongs to the note above it. */
export function DrawnFor({ drawing }: { drawing: Drawing }) {
  const place = useNotePlace();
  const { at, on, marks } = drawing;
  return (
    <div className={`${styles.note} ${styles.drawn}`} data-testid="drawing" data-drawing={drawing.id}>
      <button
        type="button"
        className={styles.place}
        title={say.goTo(at.startTimecode)}
        onClick={() => place.goTo(on.id, at.start)}
      >
        <Icon of={Brush} size={14} />
        {say.drew(marks.length)}
      </button>
      <RemoveDrawing drawing={drawing} className={styles.deeds} />
    </div>
  );
}
