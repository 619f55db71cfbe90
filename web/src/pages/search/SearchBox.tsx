import { ImageUp, Search, X } from "lucide-react";
import { type RefObject, useRef } from "react";
import { IconButton } from "../../design/Button";
import { Icon } from "../../design/Icon";
import { Loading } from "../../design/Loading";
import { words } from "../../words/en";
import { usePictures } from "./pictures";
import styles from "./SearchBox.module.css";
import { useDraft } from "./useDraft";

interface SearchBoxProps {
  said: string;
  say: (words: string) => void;
  takeFiles: (files: File[]) => void;
  toHits: () => void;
  input: RefObject<HTMLInputElement | null>;
}

/** The one box: words as they are typed, or a picture. */
export function SearchBox({ said, say, takeFiles, toHits, input }: SearchBoxProps) {
  const { draft, type, settle } = useDraft(said, say);
  const sending = usePictures((pictures) => pictures.sending);
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <search>
      <form
        className={styles.box}
        onSubmit={(event) => {
          event.preventDefault();
          settle(draft);
        }}
      >
        <span className={styles.mark}>
          <Icon of={Search} size={20} />
        </span>
        <input
          ref={input}
          type="search"
          data-testid="search-box"
          className={styles.words}
          aria-label={words.search.box}
          aria-keyshortcuts="/"
          placeholder={words.search.placeholder}
          autoComplete="off"
          autoCapitalize="none"
          enterKeyHint="search"
          maxLength={1000}
          value={draft}
          onChange={(event) => type(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "ArrowDown") {
              event.preventDefault();
              toHits();
            } else if (event.key === "Escape" && draft) {
              event.preventDefault();
              settle("");
            }
          }}
        />
        {draft && (
          <IconButton
            label={words.search.clearWords}
            icon={X}
            onClick={() => {
              settle("");
              input.current?.focus();
            }}
          />
        )}
        {sending ? (
          <Loading label={words.search.sendingPicture} />
        ) : (
          <IconButton
            label={words.search.pickPicture}
            icon={ImageUp}
            onClick={() => chooser.current?.click()}
          />
        )}
        <input
          ref={chooser}
          type="file"
          accept="image/*"
          hidden
          aria-label={words.search.pickPicture}
          onChange={(event) => {
            takeFiles(Array.from(event.target.files ?? []));
            event.target.value = "";
          }}
        />
      </form>
    </search>
  );
}
