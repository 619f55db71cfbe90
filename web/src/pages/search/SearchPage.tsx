import { useCallback, useEffect, useRef } from "react";
import { useQuery } from "urql";
import { useTitle } from "../../app/useTitle";
import { say } from "../../design/toastStore";
import { type HitFragment, SearchStartDocument } from "../../graphql/generated";
import { useDroppedFiles } from "../../upload/useDroppedFiles";
import { words } from "../../words/en";
import { type Asked, isLooking, isNarrowed, NOTHING } from "./address";
import { Chips } from "./Chips";
import { Examples } from "./Examples";
import { pictureIn, sendPicture } from "./pictures";
import { Results } from "./Results";
import { SearchBox } from "./SearchBox";
import styles from "./SearchPage.module.css";
import { Start } from "./Start";
import { useAsked } from "./useAsked";
import { useSlash } from "./useSlash";

/** The first page: find footage by words, a shot or a picture. Its address holds everything that is asked. */
export default function SearchPage() {
  const [asked, ask] = useAsked();
  const asking = isLooking(asked) || isNarrowed(asked);
  const input = useRef<HTMLInputElement>(null);
  const focusHits = useRef<() => void>(() => undefined);
  const toBox = useCallback(() => input.current?.focus(), []);
  const [{ data: start, error }, retry] = useQuery({
    query: SearchStartDocument,
    requestPolicy: "cache-and-network",
    pause: asking,
  });
  useTitle(asked.words || words.search.title);
  useSlash(input);

  const now = useRef(asked);
  useEffect(() => {
    now.current = asked;
  });
  const takeFiles = useCallback(
    async (files: File[]) => {
      const picture = pictureIn(files);
      if (!picture) {
        if (files[0]) say(words.search.notAPicture(files[0].name), "error");
        return;
      }
      try {
        const likeImage = await sendPicture(picture);
        ask({ ...now.current, likeImage, likeShot: null });
      } catch (failure) {
        if (!(failure instanceof Error)) throw failure;
        say(words.search.pictureFailed(failure.message), "error");
      }
    },
    [ask],
  );
  const dragging = useDroppedFiles(takeFiles);
  const sayWords = useCallback(
    // Typing goes on in the step of the history that it began with: back leads to what was there before.
    (said: string) => ask({ ...now.current, words: said }, { replace: now.current.words !== "" }),
    [ask],
  );
  const similar = useCallback(
    ({ shot }: HitFragment) => {
      ask({ ...NOTHING, projects: now.current.projects, likeShot: shot.id });
      window.scrollTo(0, 0);
    },
    [ask],
  );
  const askFromTop = useCallback(
    (next: Asked) => {
      ask(next);
      window.scrollTo(0, 0);
    },
    [ask],
  );

  return (
    <div className={asking ? styles.page : styles.start}>
      <div className={styles.head}>
        {asking ? <h1 className="unseen">{words.search.title}</h1> : <h1>{words.search.headline}</h1>}
        <SearchBox
          said={asked.words}
          say={sayWords}
          takeFiles={takeFiles}
          toHits={() => focusHits.current()}
          input={input}
        />
        {!asking && start && <Examples of={start} ask={askFromTop} />}
        {asking && <Chips asked={asked} ask={askFromTop} />}
      </div>
      {asking ? (
        <Results asked={asked} ask={askFromTop} onSimilar={similar} toBox={toBox} focusHits={focusHits} />
      ) : (
        <Start data={start} error={error} retry={() => retry({ requestPolicy: "network-only" })} />
      )}
      {dragging && <p className={styles.drop}>{words.search.dropPicture}</p>}
    </div>
  );
}
