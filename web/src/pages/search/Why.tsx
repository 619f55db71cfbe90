import type { HitFragment } from "../../graphql/generated";
import { words } from "../../words/en";
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

/** Every way in which a hit was found, with how well, and how sure that makes it. */
export function Why({ hit, id }: { hit: HitFragment; id: string }) {
  return (
    <section id={id} className={styles.why} aria-label={words.search.why}>
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
    </section>
  );
}
