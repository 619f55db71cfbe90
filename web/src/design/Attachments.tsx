import { FileImage, FileText } from "lucide-react";
import { words } from "../words/en";
import { size } from "../words/format";
import styles from "./Attachments.module.css";
import { Icon } from "./Icon";

export interface Attached {
  id: string;
  name: string;
  bytes: number;
  mimeType: string;
  url: string;
}

/** What came with some words: names and sizes, to download. They are never shown in place. */
export function Attachments({ of }: { of: readonly Attached[] }) {
  if (of.length === 0) return null;
  return (
    <ul className={styles.files} aria-label={words.app.attachments}>
      {of.map(({ id, name, bytes, mimeType, url }) => (
        <li key={id}>
          <a className={styles.file} href={url} download={name} title={name} data-testid="attachment">
            <span className="unseen">{words.app.download}</span>
            <Icon of={mimeType.startsWith("image/") ? FileImage : FileText} size={16} />
            <span className={styles.name} dir="auto">
              {name}
            </span>
            <small>{size(bytes)}</small>
          </a>
        </li>
      ))}
    </ul>
  );
}
