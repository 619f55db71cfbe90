import type { AssetKind, FacetKind, FacetsQuery } from "../../graphql/generated";
import { type Asked, NOTHING } from "./address";

export type FacetValue = FacetsQuery["search"]["facets"]["facets"][number]["values"][number];

const LISTS = {
  PROJECT: "projects",
  KIND: "kinds",
  ENTITY: "entities",
  LABEL: "labels",
  REVIEW_STATUS: "statuses",
} as const satisfies Partial<Record<FacetKind, keyof Asked>>;

type ListKind = keyof typeof LISTS;

/** The order in which facets stand on the page. */
export const FACETS: FacetKind[] = ["PROJECT", "KIND", "ENTITY", "LABEL", "LENGTH", "DATE", "REVIEW_STATUS"];

/** Whether any number of values may be chosen; of bands only one is. */
export function isList(kind: FacetKind): kind is ListKind {
  return kind in LISTS;
}

/** Whether a value is chosen. */
export function isChosen(asked: Asked, kind: FacetKind, value: FacetValue): boolean {
  if (isList(kind)) return (asked[LISTS[kind]] as string[]).includes(value.value);
  if (kind === "LENGTH") return asked.atLeast === value.minSeconds && asked.atMost === value.maxSeconds;
  return asked.since === value.createdAfter && asked.before === value.createdBefore;
}

/** Whether anything of a kind is chosen. */
export function hasChosen(asked: Asked, kind: FacetKind): boolean {
  if (isList(kind)) return asked[LISTS[kind]].length > 0;
  if (kind === "LENGTH") return asked.atLeast !== null || asked.atMost !== null;
  return asked.since !== null || asked.before !== null;
}

/** The same question with nothing chosen of a kind: what its other values are counted by. */
export function without(asked: Asked, kind: FacetKind): Asked {
  if (isList(kind)) return { ...asked, [LISTS[kind]]: NOTHING[LISTS[kind]] };
  if (kind === "LENGTH") return { ...asked, atLeast: null, atMost: null };
  return { ...asked, since: null, before: null };
}

/** The same question with a value chosen that was not, or the other way round. */
export function toggled(asked: Asked, kind: FacetKind, value: FacetValue): Asked {
  if (isList(kind)) return toggledIn(asked, kind, value.value);
  if (isChosen(asked, kind, value)) return without(asked, kind);
  if (kind === "LENGTH") return { ...asked, atLeast: value.minSeconds, atMost: value.maxSeconds };
  return { ...asked, since: value.createdAfter, before: value.createdBefore };
}

/** The same question with one more or one fewer value in a list. */
export function toggledIn(asked: Asked, kind: ListKind, value: string): Asked {
  const key = LISTS[kind];
  const chosen = asked[key] as string[];
  const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
  return { ...asked, [key]: next as AssetKind[] };
}
