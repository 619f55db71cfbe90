import { Paperclip, X } from "lucide-react";
import { useRef } from "react";
import styles from "../../design/Attachments.module.css";
import { IconButton } from "../../design/Button";
import type { NoteFile } from "../../room/noteStore";
import { words } from "../../words/en";
import { size } from "../../words/format";
import { ACCEPTED } from "./attaching";

const say = words.review.composer;

/** Chooses files for a note. */
export function AttachFiles({ onChoose }: { onChoose: (files: readonly File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton label={say.attach} icon={Paperclip} onClick={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={ACCEPTED}
        data-testid="attach"
        onChange={({ target }) => {
          onChoose([...(target.files ?? [])]);
          target.value = "";
        }}
      />
    </>
  );
}

/** What will be sent with the note, and can be left out. */
export function AttachedFiles({
  files,
  problems,
  onRemove,
}: {
  files: readonly NoteFile[];
  /** Why others will not be. */
  problems: readonly string[];
  onRemove: (place: number) => void;
}) {
  const told = problems.length > 0 && (
    <p className={styles.problem} role="alert">
      {problems.join(" ")}
    </p>
  );
  if (files.length === 0) return told;
  return (
    <>
      {told}
      <ul className={styles.files} aria-label={say.attached}>
        {files.map(({ name, blob }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two files may have one name, and nothing else tells them apart
          <li key={`${place} ${name}`} className={styles.file} data-testid="attached">
            <span className={styles.name} dir="auto">
              {name}
            </span>
            <small>{size(blob.size)}</small>
            <IconButton label={say.detach(name)} icon={X} onClick={() => onRemove(place)} />
          </li>
        ))}
      </ul>
    </>
  );
}
