import { FileDown, ImageDown } from "lucide-react";
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

/** What came with some words, by name, each to be downloaded. */
export function Attachments({ of }: { of: readonly Attached[] }) {
  if (of.length === 0) return null;
  return (
    <ul className={styles.list} aria-label={words.asset.attachments}>
      {of.map(({ id, name, bytes, mimeType, url }) => (
        <li key={id}>
          <a href={url} download={name} className={styles.one} title={name}>
            <Icon of={mimeType.startsWith("image/") ? ImageDown : FileDown} />
            <span className={styles.name}>{name}</span>
            <span className={styles.soft}>{size(bytes)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
