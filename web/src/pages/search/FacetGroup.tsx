import { useId, useState } from "react";
import type { AssetKind, FacetKind } from "../../graphql/generated";
import { words } from "../../words/en";
import { grouped } from "../../words/format";
import type { Asked } from "./address";
import { type FacetValue, isChosen, toggled } from "./choices";
import styles from "./FacetGroup.module.css";
import { type Facets, useFacet } from "./facetsOf";

const FEW = 6;

/** The name of a value, for people. */
function nameOf(kind: FacetKind, { name, value }: FacetValue): string {
  if (kind === "KIND") return words.search.kinds[value as AssetKind] ?? name;
  if (kind === "REVIEW_STATUS" && value === "") return words.search.undecided;
  return name;
}

interface FacetGroupProps {
  kind: FacetKind;
  asked: Asked;
  all: Facets | undefined;
  ask: (next: Asked) => void;
}

/** The values of one kind with how many hits have each, to choose from. */
export function FacetGroup({ kind, asked, all, ask }: FacetGroupProps) {
  const name = useId();
  const values = useFacet(asked, kind, all);
  const [whole, setWhole] = useState(false);
  if (!values || values.length === 0) return null;
  // What is chosen is always in sight.
  const shown = whole ? values : values.filter((value, place) => place < FEW || isChosen(asked, kind, value));
  const hidden = values.length - shown.length;
  return (
    <fieldset className={styles.group}>
      <legend>{words.search.facets[kind]}</legend>
      {shown.map((value) => (
        <label key={value.value} className={styles.value}>
          <input
            type="checkbox"
            name={name}
            checked={isChosen(asked, kind, value)}
            onChange={() => ask(toggled(asked, kind, value))}
          />
          <span className={styles.name}>{nameOf(kind, value)}</span>
          <span className={styles.count}>{grouped(value.count)}</span>
        </label>
      ))}
      {(hidden > 0 || whole) && (
        <button type="button" className={styles.more} aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? words.search.fewerValues : words.search.moreValues(hidden)}
        </button>
      )}
    </fieldset>
  );
}
