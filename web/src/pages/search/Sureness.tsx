import type { Relevance } from "../../graphql/generated";
import { words } from "../../words/en";
import styles from "./Sureness.module.css";

interface SurenessProps {
  of: Relevance;
  tabIndex: number;
  explanation: string;
  explained: boolean;
  onExplain: () => void;
}

const BARS: Record<Relevance, number> = { STRONG: 3, FAIR: 2, WEAK: 1 };

/** How sure a hit is, in a word and as bars; pressed, it says why. */
export function Sureness({ of, tabIndex, explanation, explained, onExplain }: SurenessProps) {
  return (
    <button
      type="button"
      className={[styles.sureness, styles[of.toLowerCase()]].join(" ")}
      title={words.search.why}
      tabIndex={tabIndex}
      aria-expanded={explained}
      aria-controls={explanation}
      onClick={onExplain}
    >
      <span className={styles.bars} aria-hidden="true">
        {[1, 2, 3].map((bar) => (
          <span key={bar} data-on={bar <= BARS[of] || undefined} />
        ))}
      </span>
      {words.search.relevance[of]}
      <span className="unseen">. {words.search.why}</span>
    </button>
  );
}
