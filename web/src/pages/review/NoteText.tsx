import { type ReactNode, useMemo } from "react";
import styles from "./NoteText.module.css";

/** The words of a note, as text and nothing else; those who are called stand out. */
export function NoteText({
  text,
  mentions,
  onPress,
}: {
  text: string;
  mentions: readonly { id: string; name: string }[];
  onPress: () => void;
}) {
  const press = () => {
    if (window.getSelection()?.isCollapsed ?? true) onPress(); // else a part of the words was being selected
  };
  const parts = useMemo(() => partsOf(text, mentions), [text, mentions]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the timecode above is the button for keys; the words are a wider place to press
    <p className={styles.text} dir="auto" onClick={press}>
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
