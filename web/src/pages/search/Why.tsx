import { useId, useState } from "react";
import type { HitFragment } from "../../graphql/generated";
import { words } from "../../words/en";
import { Sureness } from "./Sureness";
import styles from "./Why.module.css";

type Reason = HitFragment["why"][number];

/** In a few words why a hit was found: what matched, and how far it looks like what was asked for. */
export function shortReason({ why, relevance }: HitFragment): string {
  const matched = [...new Set(why.flatMap((one) => one.matched))];
  const seen = why.some(({ channel }) => channel === "VISUAL") ? [words.search.looksAlike[relevance]] : [];
  return [...(matched.length > 0 ? [matched.join(", ")] : []), ...seen].join(" · ");
}

function said({ channel, score, rank }: Reason): string {
  if (channel === "VISUAL") return words.search.whyVisual(score.toFixed(1), rank);
  return words.search.whyWords(`${Math.round(score * 100)} %`, rank);
}

/** How sure a hit is; pressed, it says in which ways it was found and how well, in a pane beside it. */
export function Why({ hit, tabIndex }: { hit: HitFragment; tabIndex: number }) {
  const pane = useId();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Sureness of={hit.relevance} tabIndex={tabIndex} pane={pane} open={open} />
      <div
        id={pane}
        popover="auto"
        className={styles.why}
        onToggle={(event) => setOpen(event.newState === "open")}
      >
        {open && (
          <>
            <p>
              <strong>{words.search.relevance[hit.relevance]}.</strong> {words.search.sure[hit.relevance]}
            </p>
            <dl>
              {hit.why.map((one) => (
                <div key={one.channel}>
                  <dt>{words.search.channels[one.channel]}</dt>
                  <dd>
                    {one.matched.length > 0 && <em>{one.matched.join(", ")}</em>}
                    <span>{said(one)}</span>
                  </dd>
                </div>
              ))}
            </dl>
          </>
        )}
      </div>
    </>
  );
}
