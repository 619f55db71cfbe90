import { FolderUp, Upload } from "lucide-react";
import { useRef } from "react";
import { Button } from "../design/Button";
import { words } from "../words/en";
import { type ProjectNamed, useSendFiles } from "./useSendFiles";

const said = words.project;

/** Known to every browser, and not to the types of React. */
const WHOLE_FOLDER = { webkitdirectory: "" };

/** Choose files, or a whole folder, to upload to a project. */
export function UploadButtons({ project }: { project: ProjectNamed }) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const sendFiles = useSendFiles(project);
  return (
    <>
      <Button kind="primary" icon={Upload} onClick={() => files.current?.click()}>
        {said.upload}
      </Button>
      <Button icon={FolderUp} onClick={() => folder.current?.click()}>
        {said.uploadFolder}
      </Button>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        aria-label={said.upload}
        data-testid="upload-files"
        onChange={(event) => sendFiles(event.target)}
      />
      <input
        ref={folder}
        type="file"
        {...WHOLE_FOLDER}
        hidden
        aria-label={said.uploadFolder}
        onChange={(event) => sendFiles(event.target)}
      />
    </>
  );
}
