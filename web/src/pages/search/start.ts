import type { SearchStartQuery } from "../../graphql/generated";

export type StartProject = SearchStartQuery["projects"]["edges"][number]["node"];
export type StartAsset = StartProject["assets"]["edges"][number]["node"];

const MOST_EXAMPLES = 6;

/** Words that find something here: what is seen or named most often, people and things first, none twice. */
export function exampleWords({ search }: SearchStartQuery): string[] {
  const valuesOf = (wanted: string) => search.facets.facets.find(({ kind }) => kind === wanted)?.values ?? [];
  const known = [...valuesOf("ENTITY").slice(0, 2), ...valuesOf("LABEL")];
  const names = new Map(known.map(({ name }) => [name.toLowerCase(), name]));
  return [...names.values()].slice(0, MOST_EXAMPLES);
}

/** Projects by their newest footage, those without any last. */
export function recentProjects({ projects }: SearchStartQuery): StartProject[] {
  const newest = ({ assets }: StartProject) => assets.edges[0]?.node.createdAt ?? "";
  return projects.edges
    .map(({ node }) => node)
    .sort((one, other) => newest(other).localeCompare(newest(one)) || one.name.localeCompare(other.name));
}

/** The newest assets of all projects. */
export function newestAssets(
  { projects }: SearchStartQuery,
  most: number,
): { asset: StartAsset; project: string }[] {
  return projects.edges
    .flatMap(({ node }) => node.assets.edges.map(({ node: asset }) => ({ asset, project: node.name })))
    .sort((one, other) => other.asset.createdAt.localeCompare(one.asset.createdAt))
    .slice(0, most);
}

/** A small picture of an asset; undefined while none is made. */
export function pictureOf({ latest }: StartAsset): string | undefined {
  const url = (wanted: string) => latest.representations.find(({ role }) => role === wanted)?.url;
  return url("THUMBNAIL") ?? url("POSTER");
}
