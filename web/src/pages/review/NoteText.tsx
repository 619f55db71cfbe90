import { type ReactNode, useMemo } from "react";
import styles from "./NoteText.module.css";

/** The words of a note, as text and nothing else; those who are called stand out. */
export function NoteText({
  text,
  mentions,
}: {
  text: string;
  mentions: readonly { id: string; name: string }[];
}) {
  const parts = useMemo(() => partsOf(text, mentions), [text, mentions]);
  return (
    <p className={styles.text} dir="auto">
      {parts}
    </p>
  );
}

function partsOf(text: string, mentions: readonly { id: string; name: string }[]): ReactNode[] {
  const called = mentions.filter(({ name }) => name !== "");
  const parts: ReactNode[] = [];
  let plain = 0;
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    const who = called.find(({ name }) => text.startsWith(name, at + 1));
    if (who === undefined) continue;
    parts.push(
      text.slice(plain, at),
      <span key={at} className={styles.mention}>
        @{who.name}
      </span>,
    );
    plain = at + 1 + who.name.length;
  }
  return [...parts, text.slice(plain)];
}
