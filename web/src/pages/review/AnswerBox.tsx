import { type FormEvent, useEffect, useState } from "react";
import { Button } from "../../design/Button";
import { TextArea } from "../../design/Field";
import type { Comment } from "../../room/log";
import { words } from "../../words/en";
import styles from "./boxes.module.css";
import { ANSWER } from "./draft";
import { takeFocus } from "./focus";
import { useNotePlace } from "./noteContext";
import { useReview } from "./useReview";

const say = words.review.composer;

/** Where a note is answered. What is written here outlives the page, as all that is written does. */
export function AnswerBox({ comment }: { comment: Comment }) {
  const review = useReview();
  const { setAnswering } = useNotePlace();
  const [text, setText] = useState("");
  const place = `${ANSWER}${comment.id}`;
  useEffect(() => {
    let here = true;
    void review.draft(place).then((kept) => {
      if (here) setText((now) => now || kept.text);
    });
    return () => {
      here = false;
    };
  }, [review, place]);
  const write = (words: string) => {
    setText(words);
    void review.keepDraft(place, { text: words });
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === "") return;
    const { on, at, id } = comment;
    void review
      .add({
        kind: "comment",
        input: {
          sessionId: review.sessionId,
          versionId: on.id,
          at: { start: at.start, end: at.end },
          text: text.trim(),
          replyTo: id,
        },
      })
      .then(() => review.keepDraft(place, { text: "" }));
    setAnswering(null);
  };
  return (
    <form className={`${styles.box} ${styles.answer}`} onSubmit={send}>
      <TextArea
        label={say.answer(comment.author.name)}
        hideLabel
        rows={2}
        ref={takeFocus}
        placeholder={say.answerPlaceholder}
        value={text}
        data-testid="answer-box"
        onChange={({ target }) => write(target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") setAnswering(null);
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send(event);
        }}
      />
      <div className={styles.deeds}>
        <Button onClick={() => setAnswering(null)}>{words.review.notes.cancel}</Button>
        <Button type="submit" kind="primary" disabled={text.trim() === ""} data-testid="send-answer">
          {say.send}
        </Button>
      </div>
    </form>
  );
}
