import { type ClipboardEvent, type DragEvent, useEffect, useRef, useState } from "react";
import type { NoteFile } from "../../room/noteStore";
import { attached } from "./attaching";
import { useReview } from "./useReview";

/** Files to send with the note that is written at a place of the page: chosen, pasted, or dropped on it. The browser keeps them. */
export function useFiles(place: string) {
  const review = useReview();
  const [files, setFiles] = useState<readonly NoteFile[]>([]);
  const touched = useRef(false);
  useEffect(() => {
    let here = true;
    void review.draft(place).then((kept) => {
      if (here && !touched.current) setFiles(kept.files);
    });
    return () => {
      here = false;
    };
  }, [review, place]);
  const hold = (next: readonly NoteFile[]) => {
    touched.current = true;
    setFiles(next);
    void review.keepDraft(place, { files: next });
  };
  const [problems, setProblems] = useState<readonly string[]>([]);
  const [over, setOver] = useState(false);
  const add = (chosen: readonly File[]) => {
    const next = attached(files, chosen);
    hold(next.files);
    setProblems(next.problems);
  };
  const carriesFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  return {
    files,
    problems,
    over,
    add,
    clear: () => {
      hold([]);
      setProblems([]);
    },
    remove: (index: number) => hold(files.filter((_, other) => other !== index)),
    paste: (event: ClipboardEvent) => {
      const pasted = [...event.clipboardData.files];
      if (pasted.length === 0) return;
      event.preventDefault();
      add(pasted);
    },
    dropping: {
      onDragOver: (event: DragEvent) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: () => setOver(false),
      onDrop: (event: DragEvent) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        setOver(false);
        add([...event.dataTransfer.files]);
      },
    },
  };
}
