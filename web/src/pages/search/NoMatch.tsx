import { SearchX } from "lucide-react";
import { useQuery } from "urql";
import { Button } from "../../design/Button";
import { Icon } from "../../design/Icon";
import { SuggestionsDocument, type SuggestionsQuery } from "../../graphql/generated";
import { words } from "../../words/en";
import { type Asked, isNarrowed, searchInput, widened } from "./address";
import styles from "./NoMatch.module.css";

type Suggestion = SuggestionsQuery["search"]["suggestions"][number];

interface NoMatchProps {
  asked: Asked;
  guesses: number;
  keyframes: number;
  ask: (next: Asked) => void;
}

/** Says that nothing good was found, and what to try instead. */
export function NoMatch({ asked, guesses, keyframes, ask }: NoMatchProps) {
  const [{ data }] = useQuery({
    query: SuggestionsDocument,
    variables: { input: searchInput(asked) },
    requestPolicy: "cache-and-network",
  });
  const suggestions = data?.search.suggestions ?? [];
  const wider = suggestions.some(({ kind }) => kind === "FEWER_CONDITIONS");
  return (
    <section className={styles.notice} aria-labelledby="no-good-match">
      <Icon of={SearchX} size={24} />
      <div className={styles.text}>
        <h2 id="no-good-match">{words.search.noGoodMatch}</h2>
        <p>{guesses > 0 ? words.search.guesses : words.search.nothingAtAll}</p>
        {keyframes === 0 && <p>{words.search.notAnalysed}</p>}
        {(suggestions.length > 0 || isNarrowed(asked)) && (
          <ul className={styles.try} aria-label={words.search.tryThis}>
            {suggestions.map((one) => (
              <li key={`${one.kind} ${one.text}`}>
                <Button onClick={() => ask(instead(asked, one))}>{label(one)}</Button>
              </li>
            ))}
            {isNarrowed(asked) && !wider && (
              <li>
                <Button onClick={() => ask(widened(asked))}>{words.search.dropAll}</Button>
              </li>
            )}
          </ul>
        )}
      </div>
    </section>
  );
}

function label({ kind, text, shots }: Suggestion): string {
  if (kind === "FEWER_CONDITIONS") return words.search.suggestions.FEWER_CONDITIONS(shots);
  return words.search.suggestions[kind](text ?? "");
}

function instead(asked: Asked, { kind, text }: Suggestion): Asked {
  return kind === "FEWER_CONDITIONS" ? widened(asked) : { ...asked, words: text ?? "" };
}
