import { LocateFixed, SendHorizontal } from "lucide-react";
import { type FormEvent, type KeyboardEvent, useRef } from "react";
import { Button, IconButton } from "../../design/Button";
import type { FrameClock } from "../../player/FrameClock";
import { usePlayerState } from "../../player/usePlayer";
import { formatTimecode } from "../../timecode/timecode";
import { words } from "../../words/en";
import { AttachedFiles, AttachFiles } from "./AttachFiles";
import styles from "./Composer.module.css";
import { emptyDraft } from "./draft";
import { MentionList } from "./MentionList";
import { COMMENT_BOX } from "./reviewKeys";
import { useFiles } from "./useFiles";
import { useMentions } from "./useMentions";
import { useNoteDraft } from "./useNoteDraft";
import { useReview } from "./useReview";

const say = words.review.composer;

/** Where a note is written. It is about the frame that was shown when the writing began, or about what is looped. */
export function Composer({ player, versionId }: { player: FrameClock; versionId: string }) {
  const review = useReview();
  const box = useRef<HTMLTextAreaElement>(null);
  const frame = usePlayerState(player, (state) => (state.playing ? state.frame : state.asked));
  const loop = usePlayerState(player, (state) => state.loop);
  const place = `note ${versionId}`;
  const [draft, write] = useNoteDraft(place);
  const at = draft.at ?? { start: frame, end: frame + 1 };
  const mentions = useMentions(draft, write, box);
  const attaching = useFiles(place);
  const { files } = attaching;
  const { rate, start } = player.playback;
  const timecode = (of: number) => formatTimecode(of, rate, start);
  const isRange = at.end - at.start > 1;
  const label = isRange
    ? say.rangeLabel(timecode(at.start), timecode(at.end - 1))
    : say.label(timecode(at.start));

  const typed = (text: string) => {
    if (text === "") write(emptyDraft);
    else {
      if (draft.at === null) player.pause();
      const shown = player.getState();
      write({ ...draft, text, at: draft.at ?? { start: shown.asked, end: shown.asked + 1 } });
    }
  };
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    const text = draft.text.trim() || files.map(({ name }) => name).join(", ");
    if (text === "") return;
    const called = draft.mentions.filter(({ name }) => text.includes(`@${name}`)).map(({ id }) => id);
    write(emptyDraft);
    attaching.clear();
    void review.add({
      kind: "comment",
      ...(files.length > 0 && { files }),
      input: {
        sessionId: review.sessionId,
        versionId,
        at,
        text,
        mentions: called.length > 0 ? called : null,
      },
    });
  };
  const key = (event: KeyboardEvent) => {
    if (mentions.key(event)) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
    if (event.key === "Escape") box.current?.blur();
  };
  return (
    <form
      className={`${styles.composer} ${attaching.over ? styles.over : ""}`}
      onSubmit={send}
      {...attaching.dropping}
    >
      <div className={styles.line}>
        <label htmlFor={COMMENT_BOX} className={styles.place}>
          {label}
        </label>
        {draft.at !== null && !isRange && draft.at.start !== frame && (
          <IconButton
            label={say.here}
            icon={LocateFixed}
            onClick={() => write({ ...draft, at: { start: frame, end: frame + 1 } })}
          />
        )}
        {loop && (
          <label className={styles.range}>
            <input
              type="checkbox"
              checked={isRange}
              onChange={({ target }) =>
                write({ ...draft, at: target.checked ? { ...loop } : { start: frame, end: frame + 1 } })
              }
            />
            {say.onRange}
          </label>
        )}
      </div>
      {mentions.found.length > 0 && <MentionList mentions={mentions} />}
      <AttachedFiles files={files} problems={attaching.problems} onRemove={attaching.remove} />
      <div className={styles.write}>
        <textarea
          ref={box}
          id={COMMENT_BOX}
          className={styles.text}
          data-testid="comment-box"
          rows={2}
          dir="auto"
          maxLength={10_000}
          placeholder={review.guest ? say.guestPlaceholder : say.placeholder}
          title={say.sendKeys}
          value={draft.text}
          onFocus={mentions.load}
          onChange={({ target }) => typed(target.value)}
          onKeyDown={key}
          onPaste={attaching.paste}
          {...mentions.attributes}
        />
        <AttachFiles onChoose={attaching.add} />
        <Button
          type="submit"
          kind="primary"
          icon={SendHorizontal}
          data-testid="send-comment"
          aria-label={say.send}
          title={say.send}
          disabled={draft.text.trim() === "" && files.length === 0}
        />
      </div>
    </form>
  );
}
