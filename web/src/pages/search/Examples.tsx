import type { SearchStartQuery } from "../../graphql/generated";
import { words } from "../../words/en";
import { type Asked, NOTHING } from "./address";
import styles from "./Examples.module.css";
import { exampleWords } from "./start";

/** Words that find something in the footage that is there. */
export function Examples({ of, ask }: { of: SearchStartQuery; ask: (next: Asked) => void }) {
  const examples = exampleWords(of);
  if (examples.length === 0) return null;
  return (
    <div className={styles.examples}>
      <span>{words.search.examples}</span>
      {examples.map((example) => (
        <button key={example} type="button" onClick={() => ask({ ...NOTHING, words: example })}>
          {example}
        </button>
      ))}
    </div>
  );
}
