import { SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import { Button } from "../../design/Button";
import { Dialog } from "../../design/Dialog";
import { Skeleton } from "../../design/Loading";
import { words } from "../../words/en";
import type { Asked } from "./address";
import { FACETS, hasChosen } from "./choices";
import { FacetGroup } from "./FacetGroup";
import styles from "./Filters.module.css";
import type { Facets } from "./facetsOf";

interface FiltersProps {
  asked: Asked;
  facets: Facets | undefined;
  ask: (next: Asked) => void;
}

/** Every facet that the hits have. */
export function Filters({ asked, facets, ask }: FiltersProps) {
  if (!facets) return <Skeletons />;
  const kinds = FACETS.filter(
    (kind) => hasChosen(asked, kind) || facets.facets.some((facet) => facet.kind === kind),
  );
  if (kinds.length === 0) return <p className={styles.none}>{words.search.noFilters}</p>;
  return kinds.map((kind) => <FacetGroup key={kind} kind={kind} asked={asked} all={facets} ask={ask} />);
}

function Skeletons() {
  return (
    <div className={styles.skeletons}>
      {["60%", "85%", "75%", "80%", "50%", "90%", "70%"].map((width) => (
        <Skeleton key={width} width={width} height="1.25rem" />
      ))}
    </div>
  );
}

/** The facets where there is no room for them beside the hits: behind a button. */
export function FilterSheet(props: FiltersProps) {
  const [open, setOpen] = useState(false);
  const chosen = FACETS.filter((kind) => hasChosen(props.asked, kind)).length;
  return (
    <>
      <Button icon={SlidersHorizontal} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {chosen > 0 ? words.search.filtersChosen(chosen) : words.search.filters}
      </Button>
      {open && (
        <Dialog
          title={words.search.filters}
          onClose={() => setOpen(false)}
          actions={
            <Button kind="primary" onClick={() => setOpen(false)}>
              {words.search.showHits}
            </Button>
          }
        >
          <div>
            <Filters {...props} />
          </div>
        </Dialog>
      )}
    </>
  );
}
