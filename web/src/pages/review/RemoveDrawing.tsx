import { Trash2 } from "lucide-react";
import { IconButton } from "../../design/Button";
import type { Drawing } from "../../room/log";
import { words } from "../../words/en";
import { useNotePlace } from "./noteContext";
import { useReview } from "./useReview";

/** Takes a drawing away; nothing for who may not. */
export function RemoveDrawing({ drawing, className }: { drawing: Drawing; className: string | undefined }) {
  const review = useReview();
  const place = useNotePlace();
  const mayRemove = drawing.author.id === review.viewerId ? place.mayComment : place.mayDeleteOthers;
  if (!mayRemove) return null;
  const remove = () => void review.add({ kind: "removeDrawing", input: { id: drawing.id } });
  return (
    <div className={className}>
      <IconButton label={words.review.notes.removeDrawing} icon={Trash2} onClick={remove} />
    </div>
  );
}
