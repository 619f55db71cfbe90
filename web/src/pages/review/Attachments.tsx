import { FileImage, FileText } from "lucide-react";
import { Icon } from "../../design/Icon";
import type { Comment } from "../../room/log";
import { words } from "../../words/en";
import { size } from "../../words/format";
import styles from "./Attachments.module.css";

const say = words.review.notes;

/** What came with a note: names and sizes, to download. They are never shown in place. */
export function Attachments({ files }: { files: Comment["attachments"] }) {
  return (
    <ul className={styles.files} aria-label={say.attachments}>
      {files.map(({ id, name, bytes, mimeType, url }) => (
        <li key={id}>
          <a className={styles.file} href={url} download={name} data-testid="attachment">
            <span className="unseen">{say.download}</span>
            <Icon of={mimeType.startsWith("image/") ? FileImage : FileText} size={16} />
            <span className={styles.name} dir="auto">
              {name}
            </span>
            <small>{size(Number(bytes))}</small>
          </a>
        </li>
      ))}
    </ul>
  );
}
