import { type ClipboardEvent, type DragEvent, useState } from "react";
import type { NoteFile } from "../../room/noteStore";
import { attached } from "./attaching";

/** Files to send with a note: chosen, pasted, or dropped on it. */
export function useFiles() {
  const [files, setFiles] = useState<readonly NoteFile[]>([]);
  const [problems, setProblems] = useState<readonly string[]>([]);
  const [over, setOver] = useState(false);
  const add = (chosen: readonly File[]) => {
    const next = attached(files, chosen);
    setFiles(next.files);
    setProblems(next.problems);
  };
  const carriesFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  return {
    files,
    problems,
    over,
    add,
    clear: () => {
      setFiles([]);
      setProblems([]);
    },
    remove: (place: number) => setFiles(files.filter((_, index) => index !== place)),
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
