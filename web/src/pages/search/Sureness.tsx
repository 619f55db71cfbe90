import type { Relevance } from "../../graphql/generated";
import { words } from "../../words/en";
import styles from "./Sureness.module.css";

interface SurenessProps {
  of: Relevance;
  tabIndex: number;
  /** Id of the pane that it opens, and whether that is open. */
  pane: string;
  open: boolean;
}

const BARS: Record<Relevance, number> = { STRONG: 3, FAIR: 2, WEAK: 1 };

/** How sure a hit is, in a word and as bars; it opens a pane. */
export function Sureness({ of, tabIndex, pane, open }: SurenessProps) {
  return (
    <button
      type="button"
      className={[styles.sureness, styles[of.toLowerCase()]].join(" ")}
      title={words.search.why}
      tabIndex={tabIndex}
      aria-expanded={open}
      popoverTarget={pane}
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
