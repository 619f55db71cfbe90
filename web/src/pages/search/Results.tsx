import type { RefObject } from "react";
import { Button } from "../../design/Button";
import { Loading } from "../../design/Loading";
import { Notice } from "../../design/Notice";
import type { HitFragment } from "../../graphql/generated";
import { words } from "../../words/en";
import { type Asked, isLooking, writeAddress } from "./address";
import { FilterSheet, Filters } from "./Filters";
import { type Facets, useFacets } from "./facetsOf";
import { HitGrid } from "./HitGrid";
import { HitSkeletons } from "./HitSkeletons";
import { NoMatch } from "./NoMatch";
import styles from "./Results.module.css";
import { SelectionBar } from "./SelectionBar";
import { ShotlessAssets } from "./ShotlessAssets";
import { useHits } from "./useHits";
import { useScrollPlace } from "./useScrollPlace";

interface ResultsProps {
  asked: Asked;
  ask: (next: Asked) => void;
  onSimilar: (hit: HitFragment) => void;
  toBox: () => void;
  focusHits: RefObject<() => void>;
}

/** What was found, with what narrows it at its side. */
export function Results({ asked, ask, onSimilar, toBox, focusHits }: ResultsProps) {
  const { hits, answered, noGoodMatch, searched, hasMore, loading, error, more, retry } = useHits(asked);
  const { facets, assets } = useFacets(asked);
  useScrollPlace(writeAddress(asked));
  const looking = isLooking(asked);
  const current = answered === writeAddress(asked);
  const nothingGood = current && (looking ? noGoodMatch : hits.length === 0);
  return (
    <div className={styles.results}>
      <aside className={styles.filters} aria-label={words.search.filters}>
        <Filters asked={asked} facets={facets} ask={ask} />
      </aside>
      <div className={styles.hits}>
        <div className={styles.line}>
          <p role="status">{status({ current, error, looking, facets })}</p>
          <div className={styles.sheet}>
            <FilterSheet asked={asked} facets={facets} ask={ask} />
          </div>
        </div>
        {error && (!current || hits.length === 0) ? (
          <Notice
            kind="error"
            title={words.search.failed}
            action={<Button onClick={retry}>{words.app.tryAgain}</Button>}
          >
            {error.message}
          </Notice>
        ) : (
          <>
            {nothingGood && (
              <NoMatch
                asked={asked}
                guesses={hits.length}
                keyframes={looking ? (searched?.keyframes ?? 0) : 1}
                ask={ask}
              />
            )}
            {current && assets.length > 0 && <ShotlessAssets assets={assets} named={looking} />}
            {answered === null ? (
              <HitSkeletons />
            ) : (
              <div className={styles.answer} data-old={!current || undefined} aria-busy={!current}>
                <HitGrid
                  key={answered}
                  hits={hits}
                  hasMore={hasMore}
                  onMore={more}
                  onSimilar={onSimilar}
                  toBox={toBox}
                  focusHits={focusHits}
                />
              </div>
            )}
            <div className={styles.end}>
              {error ? (
                <Notice
                  kind="error"
                  title={words.search.moreFailed}
                  action={<Button onClick={retry}>{words.app.tryAgain}</Button>}
                >
                  {error.message}
                </Notice>
              ) : loading && current ? (
                <Loading />
              ) : current && !hasMore && hits.length > 0 ? (
                <p data-end>{words.search.end(hits.length)}</p>
              ) : null}
            </div>
          </>
        )}
        <SelectionBar name={asked.words.trim()} />
      </div>
    </div>
  );
}

interface State {
  current: boolean;
  error: Error | null;
  looking: boolean;
  facets: Facets | undefined;
}

/** How many there are, and in which order; or that they are on their way. */
function status({ current, error, looking, facets }: State): string {
  if (error) return "";
  if (!current) return words.search.searching;
  if (!facets) return words.search.counting;
  const order = looking ? words.search.bestFirst : words.search.newestFirst;
  return `${words.search.counted(facets.counted, facets.whole)} · ${order}`;
}
