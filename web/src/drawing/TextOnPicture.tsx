import { useEffect, useRef, useState } from "react";
import { words } from "../words/en";
import styles from "./DrawingLayer.module.css";
import type { Point } from "./marks";

interface TextOnPictureProps {
  at: Point;
  colour: string;
  /** Height of the letters in CSS pixels. */
  letters: number;
  /** The words; empty where there are to be none. */
  onDone: (text: string) => void;
}

/** Where words are typed that will stand on the picture: Enter puts them there, Escape does not. */
export function TextOnPicture({ at, colour, letters, onDone }: TextOnPictureProps) {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  useEffect(() => input.current?.focus(), []);
  return (
    <input
      ref={input}
      className={styles.text}
      style={{ left: `${at.x * 100}%`, top: `${at.y * 100}%`, color: colour, fontSize: letters }}
      aria-label={words.review.draw.text}
      maxLength={500}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onPointerDown={(event) => event.stopPropagation()}
      onBlur={() => onDone(text)}
      onKeyDown={(event) => {
        if (event.key === "Enter") onDone(text);
        if (event.key === "Escape") onDone("");
      }}
    />
  );
}
