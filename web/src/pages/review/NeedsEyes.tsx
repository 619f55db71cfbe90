import { MapPin, MapPinCheck } from "lucide-react";
import { Button } from "../../design/Button";
import type { Comment } from "../../room/log";
import { words } from "../../words/en";
import styles from "./NeedsEyes.module.css";
import { useNotePlace } from "./noteContext";
import { useReview } from "./useReview";

const say = words.review.notes;

/** A note that was carried from an earlier version and may stand on the wrong frame: whoever looks keeps it there, or places it. */
export function NeedsEyes({ comment, mayPlace }: { comment: Comment; mayPlace: boolean }) {
  const review = useReview();
  const place = useNotePlace();
  const put = (start: number) => {
    const end = start + comment.at.end - comment.at.start;
    const at = { start, end: Math.max(start + 1, Math.min(end, place.player.frames)) };
    void review.add({
      kind: "place",
      input: { id: comment.id, expectedVersion: comment.version, at },
    });
  };
  return (
    <div className={styles.eyes} data-testid="needs-eyes">
      <p className={styles.why}>
        {say.carried}
        {comment.confidence !== null && ` ${say.sure(Math.round(comment.confidence * 100))}`}
      </p>
      {mayPlace && comment.on.id === place.versionId && (
        <div className={styles.deeds}>
          <Button icon={MapPinCheck} onClick={() => put(comment.at.start)}>
            {say.keepPlace}
          </Button>
          <Button icon={MapPin} onClick={() => put(place.player.getState().asked)}>
            {say.placeHere}
          </Button>
        </div>
      )}
    </div>
  );
}
