import { useQuery } from "urql";
import { type FacetKind, FacetsDocument, type FacetsQuery } from "../../graphql/generated";
import { type Asked, searchInput } from "./address";
import { hasChosen, without } from "./choices";

export type Facets = FacetsQuery["search"]["facets"];
export type ShotlessAsset = FacetsQuery["search"]["assets"][number];

interface Counted {
  facets: Facets | undefined;
  /** What is called so and has no shots: sounds, and footage that is not analysed yet. */
  assets: ShotlessAsset[];
  loading: boolean;
}

/** What the hits have in common, counted; that of the question before until it is there. */
export function useFacets(asked: Asked, pause = false): Counted {
  const [{ data, fetching }] = useQuery({
    query: FacetsDocument,
    variables: { input: searchInput(asked) },
    requestPolicy: "cache-and-network",
    pause,
  });
  return { facets: data?.search.facets, assets: data?.search.assets ?? [], loading: fetching };
}

/**
 * The values of one facet. Where some are chosen they are counted as if none were, or the others would be gone from sight;
 * `all` is what is counted with everything chosen.
 */
export function useFacet(asked: Asked, kind: FacetKind, all: Facets | undefined) {
  const chosen = hasChosen(asked, kind);
  const { facets } = useFacets(without(asked, kind), !chosen);
  return (chosen ? facets : all)?.facets.find((facet) => facet.kind === kind)?.values;
}
