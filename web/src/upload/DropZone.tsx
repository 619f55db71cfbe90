import { Upload } from "lucide-react";
import { useEffect, useState } from "react";
import { Icon } from "../design/Icon";
import { words } from "../words/en";
import styles from "./DropZone.module.css";
import { filesOfDrop } from "./files";
import { type ProjectNamed, sendTo } from "./useSendFiles";

const said = words.project;

function hasFiles(event: DragEvent): event is DragEvent & { dataTransfer: DataTransfer } {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

/** Takes files and folders that are dropped anywhere on the page, and shows while they are dragged that it will. */
export function DropZone({ project }: { project: ProjectNamed }) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const drag = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false); // out of the window, not from one part of the page to another
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      void filesOfDrop(event.dataTransfer).then((files) => sendTo(project, files));
    };
    window.addEventListener("dragover", drag);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragover", drag);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", drop);
    };
  }, [project]);
  if (!over) return null;
  return (
    <div className={styles.over}>
      <div className={styles.words}>
        <Icon of={Upload} size={40} />
        <strong>
          {said.dropHere} {project.name}
        </strong>
        <span>{said.dropHint}</span>
      </div>
    </div>
  );
}
