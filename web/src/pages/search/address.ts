import type { AssetKind, SearchFilter, SearchInput } from "../../graphql/generated";

/** Everything that is asked, as the page's address holds it. Lists are without doubles; null and empty ask nothing. */
export interface Asked {
  words: string;
  likeShot: string | null;
  likeImage: string | null;
  projects: string[];
  kinds: AssetKind[];
  entities: string[];
  labels: string[];
  statuses: string[];
  /** Bounds of a shot's length in seconds, both included. */
  atLeast: number | null;
  atMost: number | null;
  /** Bounds of the moment of ingest (ISO 8601), the end excluded. */
  since: string | null;
  before: string | null;
}

export const NOTHING: Asked = {
  words: "",
  likeShot: null,
  likeImage: null,
  projects: [],
  kinds: [],
  entities: [],
  labels: [],
  statuses: [],
  atLeast: null,
  atMost: null,
  since: null,
  before: null,
};

/** What a project's assets can be made of, as the schema names them. */
const KINDS: Record<AssetKind, true> = {
  AUDIO: true,
  IMAGE: true,
  IMAGE_SEQUENCE: true,
  TIMELINE: true,
  VIDEO: true,
};

const LISTS = {
  projects: "project",
  kinds: "kind",
  entities: "entity",
  labels: "label",
  statuses: "status",
} as const;
const TEXTS = { likeShot: "like", likeImage: "image" } as const;
const LENGTHS = { atLeast: "min", atMost: "max" } as const;
const MOMENTS = { since: "since", before: "before" } as const;

function number(text: string | null): number | null {
  if (text === null || text.trim() === "") return null;
  const value = Number(text);
  return Number.isFinite(value) && value >= 0 ? value : null;
}

function moment(text: string | null): string | null {
  return text !== null && !Number.isNaN(Date.parse(text)) ? text : null;
}

/** Read the part of an address after its question mark. What makes no sense there is passed over. */
export function readAddress(search: string): Asked {
  const given = new URLSearchParams(search);
  const list = (name: string) => [...new Set(given.getAll(name))];
  return {
    words: given.get("q") ?? "",
    likeShot: given.get(TEXTS.likeShot) || null,
    likeImage: given.get(TEXTS.likeImage) || null,
    projects: list(LISTS.projects),
    kinds: list(LISTS.kinds).filter((kind): kind is AssetKind => Object.hasOwn(KINDS, kind)),
    entities: list(LISTS.entities),
    labels: list(LISTS.labels),
    statuses: list(LISTS.statuses),
    atLeast: number(given.get(LENGTHS.atLeast)),
    atMost: number(given.get(LENGTHS.atMost)),
    since: moment(given.get(MOMENTS.since)),
    before: moment(given.get(MOMENTS.before)),
  };
}

/** Write what is asked as a path and query; the same question always has the same address. */
export function writeAddress(asked: Asked): string {
  const said = new URLSearchParams();
  if (asked.words.trim()) said.set("q", asked.words);
  for (const [key, name] of Object.entries(TEXTS)) {
    const value = asked[key as keyof typeof TEXTS];
    if (value) said.set(name, value);
  }
  for (const [key, name] of Object.entries(LISTS))
    for (const value of asked[key as keyof typeof LISTS]) said.append(name, value);
  for (const [key, name] of Object.entries({ ...LENGTHS, ...MOMENTS })) {
    const value = asked[key as keyof typeof LENGTHS | keyof typeof MOMENTS];
    if (value !== null) said.set(name, String(value));
  }
  const query = said.toString();
  return query ? `/?${query}` : "/";
}

/** Whether anything narrows the search, beside what is looked for. */
export function isNarrowed(asked: Asked): boolean {
  return writeAddress({ ...asked, words: "", likeShot: null, likeImage: null }) !== "/";
}

/** Whether something is looked for: words, a shot or a picture. */
export function isLooking(asked: Asked): boolean {
  return asked.words.trim() !== "" || asked.likeShot !== null || asked.likeImage !== null;
}

/** The same question without its conditions. */
export function widened(asked: Asked): Asked {
  const { words, likeShot, likeImage } = asked;
  return { ...NOTHING, words, likeShot, likeImage };
}

/** What the server is asked. Conditions that ask nothing are left out: an empty list would find nothing. */
export function searchInput(asked: Asked): SearchInput {
  const where: SearchFilter = {
    ...(asked.projects.length > 0 && { projects: asked.projects }),
    ...(asked.kinds.length > 0 && { kinds: asked.kinds }),
    ...(asked.entities.length > 0 && { entities: asked.entities }),
    ...(asked.labels.length > 0 && { labels: asked.labels }),
    ...(asked.statuses.length > 0 && { reviewStatuses: asked.statuses }),
    ...(asked.atLeast !== null && { minSeconds: asked.atLeast }),
    ...(asked.atMost !== null && { maxSeconds: asked.atMost }),
    ...(asked.since !== null && { createdAfter: asked.since }),
    ...(asked.before !== null && { createdBefore: asked.before }),
  };
  return {
    ...(asked.words.trim() && { text: asked.words.trim() }),
    ...(asked.likeShot !== null && { likeShot: asked.likeShot }),
    ...(asked.likeImage !== null && { likeImage: asked.likeImage }),
    ...(Object.keys(where).length > 0 && { where }),
  };
}
